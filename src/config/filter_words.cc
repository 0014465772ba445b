#include "config/filter_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

#include "base/strings.h"
#include "config/duration.h"

namespace maelstrom::config {
namespace {

template <typename Value>
struct Word {
  std::string_view text;
  Value value;
};

constexpr Word<bool> kSimple[] = {
    {"all", true}, {"any", true}, {"true", true}, {"none", false}, {"false", false},
};
constexpr Word<Field> kFields[] = {{"name", Field::kName},           {"artifact", Field::kArtifact},
                                   {"framework", Field::kFramework}, {"suite", Field::kSuite},
                                   {"label", Field::kLabel},         {"tag", Field::kLabel}};
constexpr Word<PastQuestion::Kind> kPast[] = {
    {"failed", PastQuestion::Kind::kFailed}, {"new", PastQuestion::Kind::kNew}, {"slow", PastQuestion::Kind::kSlower}};
constexpr Word<MatcherKind> kMatchers[] = {
    {"equals", MatcherKind::kEquals},          {"contains", MatcherKind::kContains},
    {"starts_with", MatcherKind::kStartsWith}, {"ends_with", MatcherKind::kEndsWith},
    {"matches", MatcherKind::kMatches},        {"globs", MatcherKind::kGlobs},
};

template <typename Value>
std::vector<std::string> texts(std::span<const Word<Value>> words) {
  std::vector<std::string> all;
  for (const auto& word : words) all.emplace_back(word.text);
  return all;
}

// The words that `prefix` may stand for; an exact one stands for itself alone.
template <typename Value>
std::vector<Word<Value>> candidates(std::string_view prefix, std::span<const Word<Value>> words) {
  std::vector<Word<Value>> found;
  for (const auto& word : words) {
    if (word.text == prefix) return {word};
    if (word.text.starts_with(prefix)) found.push_back(word);
  }
  return found;
}

template <typename Value>
Result<Value> look_up(std::string_view what, std::string_view text, std::span<const Word<Value>> words) {
  const auto found = candidates(text, words);
  if (found.size() == 1) return found.front().value;
  if (found.empty()) {
    const auto known = texts(words);
    if (const auto near = nearest(text, known)) {
      return invalid(fmt::format("unknown {} \"{}\"; did you mean \"{}\"?", what, text, *near));
    }
    return invalid(fmt::format("unknown {} \"{}\"; known are {}", what, text, join(known, ", ")));
  }
  return invalid(fmt::format("ambiguous {} \"{}\": it may be {}", what, text,
                             join(texts(std::span<const Word<Value>>(found)), " or ")));
}

template <typename Value>
bool stands_for_one(std::string_view text, std::span<const Word<Value>> words) {
  return candidates(text, words).size() == 1;
}

}  // namespace

Result<bool> simple_selector(std::string_view word) {
  const std::span<const Word<bool>> simple(kSimple);
  const std::span<const Word<Field>> fields(kFields);
  if (!candidates(word, simple).empty()) return look_up<bool>("selector", word, simple);
  if (stands_for_one(word, fields)) {
    return invalid(fmt::format("\"{0}\" needs a matcher, as in {0}.equals(text)", word));
  }
  auto known = texts(simple);
  for (auto& field : texts(fields)) known.push_back(std::move(field));
  for (auto& past : texts<PastQuestion::Kind>(kPast)) known.push_back(std::move(past));
  if (const auto near = nearest(word, known)) {
    return invalid(fmt::format("unknown selector \"{}\"; did you mean \"{}\"?", word, *near));
  }
  return invalid(fmt::format("unknown selector \"{}\"; known are {}", word, join(known, ", ")));
}

std::optional<PastQuestion::Kind> past_selector(std::string_view word) {
  for (const auto& [text, kind] : kPast) {
    if (word == text) return kind;
  }
  return std::nullopt;
}

Result<PastQuestion> slow_question(std::string_view argument) {
  std::string_view text = trim(argument);
  PastQuestion question{.kind = PastQuestion::Kind::kSlower};
  if (text.starts_with('<')) question.kind = PastQuestion::Kind::kFaster;
  if (text.starts_with('<') || text.starts_with('>')) text = trim(text.substr(1));
  const auto limit = parse_duration(text);
  if (!limit) return invalid("\"slow\" takes a duration in ms, s or min, as in slow(>1s) or slow(<500ms)");
  question.limit = *limit;
  return question;
}

Result<Field> field_selector(std::string_view word) {
  if (candidates<Field>(word, kFields).empty() && stands_for_one<bool>(word, kSimple)) {
    return invalid(fmt::format("\"{}\" takes no matcher", word));
  }
  return look_up<Field>("selector", word, kFields);
}

Result<MatcherKind> matcher_word(std::string_view word) { return look_up<MatcherKind>("matcher", word, kMatchers); }

Result<Matcher> make_matcher(MatcherKind kind, std::string_view argument) {
  switch (kind) {
    case MatcherKind::kEquals:
      return Equals{std::string(argument)};
    case MatcherKind::kContains:
      return Contains{std::string(argument)};
    case MatcherKind::kStartsWith:
      return StartsWith{std::string(argument)};
    case MatcherKind::kEndsWith:
      return EndsWith{std::string(argument)};
    case MatcherKind::kMatches: {
      re2::RE2::Options options;
      options.set_log_errors(false);
      auto expression = std::make_shared<re2::RE2>(re2::StringPiece(argument.data(), argument.size()), options);
      if (!expression->ok()) return invalid("bad regular expression: " + expression->error());
      return Matches{std::move(expression)};
    }
    case MatcherKind::kGlobs: {
      TRY_ASSIGN(glob, Glob::parse(argument));
      return glob;
    }
  }
  return internal("a matcher of no kind");
}

}  // namespace maelstrom::config
