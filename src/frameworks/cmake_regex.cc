#include "frameworks/cmake_regex.h"

#include <fmt/format.h>
#include <re2/re2.h>

namespace maelstrom::frameworks {
namespace {

bool repeats(char c) { return c == '*' || c == '+' || c == '?'; }

class Translation {
 public:
  explicit Translation(std::string_view from) : from_(from) {}

  Result<std::string> whole() {
    while (at_ < from_.size()) TRY(next());
    return std::move(to_);
  }

 private:
  Status next() {
    const char c = from_[at_++];
    if (repeats(c)) return repeat(c);
    repeatable_ = true;
    if (c == '[') return set();
    if (c == '\\') {
      if (at_ == from_.size()) return invalid("a backslash at the end");
      literal(from_[at_++]);
    } else if (c == '^') {
      to_ += "\\A";
    } else if (c == '$') {
      to_ += "\\z";
    } else if (c == '(' || c == '|') {
      to_ += c;
      repeatable_ = false;
    } else if (c == ')' || c == '.') {
      to_ += c;
    } else {
      literal(c);
    }
    return {};
  }

  // RE2 would take "(?" and "*?", for something else.
  Status repeat(char c) {
    if (!repeatable_) return invalid(fmt::format("a \"{}\" that repeats nothing", c));
    to_ += c;
    repeatable_ = false;
    return {};
  }

  // A backslash has no meaning in it; "]" and "-" stand for themselves where they are first.
  Status set() {
    to_ += '[';
    if (at_ < from_.size() && from_[at_] == '^') to_ += from_[at_++];
    for (const std::size_t begin = at_; at_ < from_.size(); ++at_) {
      if (from_[at_] == ']' && at_ > begin) {
        to_ += ']';
        ++at_;
        return {};
      }
      literal(from_[at_]);
      if (!is_range(begin)) continue;
      to_ += '-';
      at_ += 2;
      literal(from_[at_]);
    }
    return invalid("a \"[\" without its \"]\"");
  }

  bool is_range(std::size_t begin) const {
    if (from_[at_] == '-' && at_ == begin) return false;
    return at_ + 2 < from_.size() && from_[at_ + 1] == '-' && from_[at_ + 2] != ']';
  }

  void literal(char c) { to_ += fmt::format("\\x{:02x}", static_cast<unsigned char>(c)); }

  const std::string_view from_;
  std::size_t at_ = 0;
  std::string to_;
  bool repeatable_ = false;  // what stands before
};

}  // namespace

Result<std::string> re2_of_cmake(std::string_view expression) { return Translation(expression).whole(); }

bool cmake_finds(std::string_view expression, std::string_view text) {
  const auto translated = re2_of_cmake(expression);
  if (!translated) return false;
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_dot_nl(true);
  options.set_never_capture(true);
  options.set_log_errors(false);
  const RE2 compiled(*translated, options);
  return compiled.ok() && RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled);
}

}  // namespace maelstrom::frameworks
