#include "base/glob.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

#include "base/strings.h"

namespace maelstrom {
namespace {

using Kind = Glob::Step::Kind;

constexpr std::size_t kWordBits = 64;
constexpr std::size_t kMaxSteps = std::size_t{1} << 14;  // more than PATH_MAX by far; 4 KiB of stack to match
constexpr int kMaxDepth = 100;

// A byte that is no UTF-8 becomes a value beyond Unicode.
constexpr char32_t kMalformed = 0x110000;

char32_t take_character(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) {
    const char32_t ascii = byte(0);
    text.remove_prefix(1);
    return ascii;
  }
  const std::size_t length = utf8_sequence(text);
  char32_t value = byte(0);
  if (length == 0) value += kMalformed;
  if (length > 1) value &= 0x7FU >> length;
  for (std::size_t i = 1; i < length; ++i) value = value << 6 | (byte(i) & 0x3FU);
  text.remove_prefix(std::max<std::size_t>(length, 1));
  return value;
}

bool holds(const Glob::Class& of, char32_t c) {
  const bool inside = std::ranges::any_of(of.ranges, [c](const auto& r) { return r.first <= c && c <= r.second; });
  return inside != of.negated;
}

// Steps that a text may have reached.
class Reached {
 public:
  explicit Reached(std::size_t words) : words_(words) { clear(); }
  void clear() { std::fill_n(bits_.begin(), words_, 0); }
  void add(std::size_t step) { bits_[step / kWordBits] |= std::uint64_t{1} << step % kWordBits; }
  bool has(std::size_t step) const { return (bits_[step / kWordBits] >> step % kWordBits & 1) != 0; }

  // Calls `visit` for each step in order, also for those that `visit` adds further on.
  template <typename Visit>
  void each(Visit visit) const {
    for (std::size_t word = 0; word < words_; ++word) {
      std::uint64_t ahead = ~std::uint64_t{0};
      while (const std::uint64_t left = bits_[word] & ahead) {
        const int bit = std::countr_zero(left);
        ahead = ~std::uint64_t{0} << bit << 1;
        visit(word * kWordBits + static_cast<std::size_t>(bit));
      }
    }
  }

 private:
  std::size_t words_;
  std::array<std::uint64_t, kMaxSteps / kWordBits> bits_;  // only the first words_ are ever read
};

class Parser {
 public:
  explicit Parser(std::string_view pattern) : pattern_(pattern), rest_(pattern) {}

  Status parse() {
    TRY(sequence(0));
    if (!rest_.empty()) return fail_here("this \"}\" was never opened");
    emit({Kind::kEnd});
    if (steps_.size() > kMaxSteps) return invalid(fmt::format("the glob is too large: {} steps", steps_.size()));
    return {};
  }

  std::vector<Glob::Step> take_steps() { return std::move(steps_); }
  std::vector<Glob::Class> take_classes() { return std::move(classes_); }

 private:
  // What stands before the present place in its sequence, as far as `**` asks.
  enum class Before : std::uint8_t { kNothing, kSlash, kDirectories, kOther };

  void emit(Glob::Step step) { steps_.push_back(step); }
  std::uint32_t here() const { return static_cast<std::uint32_t>(steps_.size()); }

  tl::unexpected<Error> fail_at(std::string_view rest, std::string_view message) const {
    auto before = pattern_.substr(0, pattern_.size() - rest.size());
    std::size_t column = 1;
    for (; !before.empty(); ++column) take_character(before);
    return invalid(fmt::format("bad glob \"{}\": column {}: {}", printable(pattern_), column, message));
  }
  tl::unexpected<Error> fail_here(std::string_view message) const { return fail_at(rest_, message); }

  // Up to the end, or the `,` or `}` that ends an alternative.
  Status sequence(int depth) {
    Before before = Before::kNothing;
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '}' || (c == ',' && depth > 0)) return {};
      if (c == '*') {
        before = stars(before, depth);
      } else if (c == '{') {
        TRY(alternatives(depth + 1));
        before = Before::kOther;
      } else if (c == '[') {
        TRY(character_class());
        before = Before::kOther;
      } else if (c == '?') {
        rest_.remove_prefix(1);
        emit({Kind::kAny});
        before = Before::kOther;
      } else {
        TRY(character());
        before = c == '/' ? Before::kSlash : Before::kOther;
      }
    }
    return {};
  }

  Status character() {
    if (rest_.front() == '\\') {
      if (rest_.size() == 1) return fail_here("nothing follows this \"\\\"");
      rest_.remove_prefix(1);
    }
    emit({Kind::kCharacter, take_character(rest_)});
    return {};
  }

  // One `*`, or two that mean directories if nothing but "/" stands at either side.
  Before stars(Before before, int depth) {
    rest_.remove_prefix(1);
    if (!rest_.starts_with('*')) {
      emit({Kind::kStar});
      return Before::kOther;
    }
    rest_.remove_prefix(1);
    const bool at_end = rest_.empty() || (depth > 0 && (rest_.front() == ',' || rest_.front() == '}'));
    if (before == Before::kOther || !(at_end || rest_.front() == '/')) {
      emit({Kind::kStar});
      return Before::kOther;
    }
    if (at_end) {
      emit({Kind::kStar});
      return Before::kOther;
    }
    rest_.remove_prefix(1);
    if (before != Before::kDirectories) any_directories();
    return Before::kDirectories;
  }

  // Nothing, or any text that ends in "/".
  void any_directories() {
    emit({Kind::kFork, here() + 3});
    emit({Kind::kStar});
    emit({Kind::kCharacter, U'/'});
  }

  // Each alternative but the last is: fork to the next, its steps, jump behind all.
  Status alternatives(int depth) {
    const auto opened = rest_;
    if (depth > kMaxDepth) return fail_here(fmt::format("more than {} braces inside one another", kMaxDepth));
    std::vector<std::size_t> jumps;
    std::size_t fork = 0;
    do {
      rest_.remove_prefix(1);
      const std::size_t begin = steps_.size();
      emit({Kind::kFork});
      TRY(sequence(depth));
      if (rest_.empty()) return fail_at(opened, "this \"{\" is never closed");
      if (steps_.size() == begin + 1) {
        steps_.pop_back();  // an empty alternative
        continue;
      }
      fork = begin;
      jumps.push_back(steps_.size());
      emit({Kind::kJump});
      steps_[fork].operand = here();
    } while (rest_.front() == ',');
    rest_.remove_prefix(1);
    if (!jumps.empty()) steps_[fork] = {Kind::kJump, static_cast<std::uint32_t>(fork + 1)};
    for (const std::size_t jump : jumps) steps_[jump].operand = here();
    return {};
  }

  // `]` at the beginning and `-` at either end stand for themselves.
  Status character_class() {
    const auto opened = rest_;
    rest_.remove_prefix(1);
    Glob::Class made;
    made.negated = rest_.starts_with('!') || rest_.starts_with('^');
    if (made.negated) rest_.remove_prefix(1);
    do {
      if (rest_.empty()) return fail_at(opened, "this \"[\" is never closed");
      const auto range = rest_;
      const char32_t low = take_character(rest_);
      char32_t high = low;
      if (rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']') {
        rest_.remove_prefix(1);
        high = take_character(rest_);
      }
      if (high < low) return fail_at(range, "the end of this range is before its beginning");
      made.ranges.emplace_back(low, high);
    } while (!rest_.starts_with(']'));
    rest_.remove_prefix(1);
    emit({Kind::kClass, static_cast<std::uint32_t>(classes_.size())});
    classes_.push_back(std::move(made));
    return {};
  }

  std::string_view pattern_;
  std::string_view rest_;
  std::vector<Glob::Step> steps_;
  std::vector<Glob::Class> classes_;
};

void append(std::string& text, char32_t c) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80U | (c >> shift & 0x3FU)); };
  if (c >= kMalformed) {
    text += static_cast<char>(c - kMalformed);
  } else if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0U | c >> 6);
    tail(0);
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0U | c >> 12);
    for (const int shift : {6, 0}) tail(shift);
  } else {
    text += static_cast<char>(0xF0U | c >> 18);
    for (const int shift : {12, 6, 0}) tail(shift);
  }
}

// The characters in steps [begin, end).
std::string text_of(const std::vector<Glob::Step>& steps, std::size_t begin, std::size_t end) {
  std::string text;
  for (; begin < end; ++begin) append(text, steps[begin].operand);
  return text;
}

std::string directory_of(const std::string& head) {
  const auto slash = head.rfind('/');
  if (slash == std::string::npos) return {};
  return head.substr(0, std::max<std::size_t>(slash, 1));
}

// Where the characters that every match begins with end.
std::size_t end_of_head(const std::vector<Glob::Step>& steps) {
  const auto branch = std::ranges::find_if(steps, [](const auto& step) { return step.kind != Kind::kCharacter; });
  return static_cast<std::size_t>(branch - steps.begin());
}

// Where the characters that every match ends with begin.
std::size_t begin_of_tail(const std::vector<Glob::Step>& steps) {
  std::size_t begin = 0;
  for (std::size_t at = 0; at + 1 < steps.size(); ++at) {
    const auto& step = steps[at];
    if (step.kind != Kind::kCharacter) begin = std::max(begin, at + 1);
    if (step.kind == Kind::kFork || step.kind == Kind::kJump) begin = std::max<std::size_t>(begin, step.operand);
  }
  return begin;
}

}  // namespace

Result<Glob> Glob::parse(std::string_view pattern) {
  Parser parser(pattern);
  TRY(parser.parse());
  Glob glob;
  glob.steps_ = parser.take_steps();
  glob.classes_ = parser.take_classes();
  const std::size_t head_end = end_of_head(glob.steps_);
  const std::string head = text_of(glob.steps_, 0, head_end);
  if (is_utf8(head)) {  // else its last byte may be part of a character of the text
    glob.head_ = head;
    glob.start_ = head_end;
  }
  glob.tail_ = text_of(glob.steps_, begin_of_tail(glob.steps_), glob.steps_.size() - 1);
  glob.directory_ = directory_of(head);
  return glob;
}

bool Glob::matches(std::string_view text) const {
  if (!text.starts_with(head_) || !text.ends_with(tail_)) return false;
  text.remove_prefix(head_.size());
  const std::size_t words = (steps_.size() + kWordBits - 1) / kWordBits;
  std::array<Reached, 2> sets{Reached(words), Reached(words)};
  Reached* now = sets.data();
  Reached* next = now + 1;
  // The steps that a step leads to without a character, all behind it, are met later in the same round.
  const auto follow = [&](std::size_t at, const Step& step) {
    if (step.kind == Kind::kFork || step.kind == Kind::kStar) now->add(at + 1);
    if (step.kind == Kind::kFork || step.kind == Kind::kJump) now->add(step.operand);
  };
  const auto takes = [&](const Step& step, char32_t c) {
    return step.kind == Kind::kStar || step.kind == Kind::kAny ||
           (step.kind == Kind::kCharacter && step.operand == c) ||
           (step.kind == Kind::kClass && holds(classes_[step.operand], c));
  };
  now->add(start_);
  while (!text.empty()) {
    const char32_t c = take_character(text);
    bool alive = false;
    next->clear();
    now->each([&](std::size_t at) {
      const Step& step = steps_[at];
      follow(at, step);
      if (!takes(step, c)) return;
      alive = true;
      next->add(step.kind == Kind::kStar ? at : at + 1);
    });
    if (!alive) return false;
    std::swap(now, next);
  }
  now->each([&](std::size_t at) { follow(at, steps_[at]); });
  return now->has(steps_.size() - 1);
}

}  // namespace maelstrom
