#include "config/filter_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/strings.h"
#include "config/filter_words.h"

namespace maelstrom::config {
namespace {

// More than a person writes, less than a stack holds.
constexpr int kMaxDepth = 100;

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

char closing(char opening) {
  switch (opening) {
    case '(':
      return ')';
    case '[':
      return ']';
    case '{':
      return '}';
    case '<':
      return '>';
    default:
      return opening == '/' ? '/' : '\0';
  }
}

struct Operator {
  std::string_view text;
  enum class Kind : std::uint8_t { kOr, kAnd, kDifference } kind;
};
// Longer spellings first.
constexpr Operator kOperators[] = {
    {"||", Operator::Kind::kOr},        {"|", Operator::Kind::kOr},
    {"or", Operator::Kind::kOr},        {"&&", Operator::Kind::kAnd},
    {"&", Operator::Kind::kAnd},        {"and", Operator::Kind::kAnd},
    {"+", Operator::Kind::kAnd},        {"\\", Operator::Kind::kDifference},
    {"-", Operator::Kind::kDifference}, {"minus", Operator::Kind::kDifference},
};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Filter::Node> parse() {
    TRY_ASSIGN(node, alternatives());
    skip_blanks();
    if (at_ != text_.size()) return fail_here("expected an operator, found " + next_shown());
    return node;
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  // A word stands only where no other letter follows.
  bool at_token(std::string_view token) const {
    if (!rest().starts_with(token)) return false;
    const auto after = at_ + token.size();
    return !is_word_character(token.back()) || after == text_.size() || !is_word_character(text_[after]);
  }

  std::string_view word() {
    const auto begin = at_;
    while (at_ < text_.size() && is_word_character(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  std::string next_shown() const {
    if (at_ == text_.size()) return "the end";
    std::size_t end = at_ + 1;
    if (is_word_character(text_[at_])) {
      while (end < text_.size() && is_word_character(text_[end])) ++end;
    } else {
      while (end < text_.size() && (text_[end] & 0xC0) == 0x80) ++end;  // the rest of a UTF-8 sequence
    }
    return "\"" + printable(text_.substr(at_, end - at_)) + "\"";
  }

  tl::unexpected<Error> fail_at(std::size_t offset, std::string_view message) const {
    const auto before = text_.substr(0, offset);
    const auto characters = std::ranges::count_if(before, [](char c) { return (c & 0xC0) != 0x80; });
    return invalid(fmt::format("column {}: {}", characters + 1, message));
  }
  tl::unexpected<Error> fail_here(std::string_view message) const { return fail_at(at_, message); }

  // The operator that stands here, if it is of a level that `wanted` accepts.
  template <typename Wanted>
  std::optional<Operator> take_operator(Wanted wanted) {
    skip_blanks();
    for (const auto& candidate : kOperators) {
      if (!at_token(candidate.text)) continue;
      if (!wanted(candidate.kind)) return std::nullopt;
      at_ += candidate.text.size();
      return candidate;
    }
    return std::nullopt;
  }

  Result<Filter::Node> alternatives() {
    Alternatives all;
    while (true) {
      TRY_ASSIGN(operand, chain());
      all.operands.push_back(std::move(operand));
      const auto next = take_operator([](auto kind) { return kind == Operator::Kind::kOr; });
      if (!next) break;
      all.operators.emplace_back(next->text);
    }
    if (all.operands.size() == 1) return std::move(all.operands.front());
    return Filter::Node{.is = std::move(all)};
  }

  Result<Filter::Node> chain() {
    Chain all;
    while (true) {
      TRY_ASSIGN(one, operand());
      all.operands.push_back(std::move(one));
      const auto next = take_operator([](auto kind) { return kind != Operator::Kind::kOr; });
      if (!next) break;
      all.operators.emplace_back(next->text);
      all.subtracts.push_back(next->kind == Operator::Kind::kDifference);
    }
    if (all.operands.size() == 1) return std::move(all.operands.front());
    return Filter::Node{.is = std::move(all)};
  }

  bool take_nots() {
    bool negated = false;
    while (true) {
      skip_blanks();
      const std::size_t length = at_token("!") || at_token("~") ? 1 : at_token("not") ? 3 : 0;
      if (length == 0) return negated;
      at_ += length;
      negated = !negated;
    }
  }

  Result<Filter::Node> operand() {
    const bool negated = take_nots();
    TRY_ASSIGN(node, at_token("(") ? parenthesised() : selection());
    if (negated) node.negated = !node.negated;
    return node;
  }

  Result<Filter::Node> parenthesised() {
    if (++depth_ > kMaxDepth) return fail_here(fmt::format("more than {} parentheses inside one another", kMaxDepth));
    const auto opened = at_++;
    TRY_ASSIGN(node, alternatives());
    skip_blanks();
    if (at_ == text_.size()) return fail_at(opened, "this \"(\" is never closed");
    if (text_[at_] != ')') return fail_here("expected an operator or \")\", found " + next_shown());
    ++at_;
    --depth_;
    return node;
  }

  Result<Filter::Node> selection() {
    const auto begin = at_;
    if (at_ == text_.size() || !is_word_character(text_[at_]) || at_token("and") || at_token("or") ||
        at_token("minus")) {
      return fail_here("expected a selector, found " + next_shown());
    }
    const auto selector = word();
    if (at_token(".")) return question(begin, selector);
    if (const auto past = past_selector(selector)) return past_question(begin, *past);
    const auto value = simple_selector(selector);
    if (!value) return fail_at(begin, value.error().message());
    take_nothing();
    return Filter::Node{.is = Constant{*value}, .text = std::string(selector)};
  }

  // The "()" that a selector without an argument may have.
  void take_nothing() {
    const auto end = at_;
    skip_blanks();
    at_ = rest().starts_with("()") ? at_ + 2 : end;
  }

  Result<Filter::Node> past_question(std::size_t begin, PastQuestion::Kind kind) {
    PastQuestion question{.kind = kind};
    if (kind == PastQuestion::Kind::kSlower) {
      skip_blanks();
      const auto argument_at = at_ + 1;
      TRY_ASSIGN(text, argument("slow"));
      auto made = slow_question(text);
      if (!made) return fail_at(argument_at, made.error().message());
      question = *made;
    } else {
      take_nothing();
    }
    return Filter::Node{.is = question, .text = std::string(text_.substr(begin, at_ - begin))};
  }

  Result<Filter::Node> question(std::size_t begin, std::string_view selector) {
    const auto field = field_selector(selector);
    if (!field) return fail_at(begin, field.error().message());
    const auto matcher_at = ++at_;
    const auto matcher = word();
    if (matcher.empty()) return fail_here("expected a matcher, found " + next_shown());
    const auto kind = matcher_word(matcher);
    if (!kind) return fail_at(matcher_at, kind.error().message());
    skip_blanks();
    const auto argument_at = at_ + 1;
    TRY_ASSIGN(text, argument(matcher));
    auto made = make_matcher(*kind, text);
    if (!made) return fail_at(argument_at, made.error().message());
    return Filter::Node{.is = Question{*field, std::move(*made)},
                        .text = std::string(text_.substr(begin, at_ - begin))};
  }

  Result<std::string_view> argument(std::string_view matcher) {
    const char open = at_ < text_.size() ? text_[at_] : '\0';
    const char close = closing(open);
    if (close == '\0') {
      return fail_here(
          fmt::format("expected the argument of \"{0}\", as in {0}(text), found {1}", matcher, next_shown()));
    }
    const auto opened = at_++;
    for (int depth = 1; at_ < text_.size(); ++at_) {
      if (text_[at_] == close) {
        if (--depth == 0) return text_.substr(opened + 1, at_++ - opened - 1);
      } else if (text_[at_] == open) {
        ++depth;
      }
    }
    return fail_at(opened, fmt::format("this \"{}\" is never closed; text that holds one alone can stand in other "
                                       "delimiters: () [] {{}} <> //",
                                       open));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Result<Filter::Node> parse_filter(std::string_view text) { return Parser(text).parse(); }

}  // namespace maelstrom::config
