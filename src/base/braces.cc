#include "base/braces.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>

#include "base/strings.h"

namespace maelstrom {
namespace {

using Texts = std::vector<std::string>;

constexpr std::size_t kMaxBytes = std::size_t{16} << 20;
constexpr int kMaxDepth = 100;

std::size_t bytes_of(const Texts& texts) {
  std::size_t sum = 0;
  for (const auto& text : texts) sum += text.size();
  return sum;
}

// What a range's end may be: a number, or a letter.
struct End {
  std::int64_t value = 0;
  std::size_t width = 0;  // of a number that is padded with zeros; else 0
  bool letter = false;
};

std::optional<End> range_end(std::string_view text) {
  if (text.size() == 1 && ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z'))) {
    return End{.value = text[0], .letter = true};
  }
  const auto number = parse_unsigned(text);
  if (!number || *number > INT64_MAX) return std::nullopt;
  const bool padded = text.size() > 1 && text[0] == '0';
  return End{.value = static_cast<std::int64_t>(*number), .width = padded ? text.size() : 0};
}

class Expander {
 public:
  explicit Expander(std::string_view pattern) : pattern_(pattern), rest_(pattern) {}

  Result<Texts> expand() {
    TRY_ASSIGN(texts, sequence(0));
    if (!rest_.empty()) return bad("a \"}\" was never opened");
    return texts;
  }

 private:
  tl::unexpected<Error> bad(std::string_view why) const {
    return invalid(fmt::format("bad braces \"{}\": {}", printable(pattern_), why));
  }

  Status check(std::size_t count, std::size_t bytes) const {
    if (count > kMaxExpansions) return bad(fmt::format("more than {} results", kMaxExpansions));
    if (bytes > kMaxBytes) return bad(fmt::format("more than {} of results", human_bytes(kMaxBytes)));
    return {};
  }

  // Up to the end, or the `,` or `}` that ends an alternative.
  Result<Texts> sequence(int depth) {
    Texts texts{""};
    std::string literal;
    while (!rest_.empty() && rest_.front() != '}' && (rest_.front() != ',' || depth == 0)) {
      if (rest_.front() == '{') {
        TRY_ASSIGN(inner, braces(depth + 1));
        TRY_ASSIGN(longer, product(texts, std::exchange(literal, {}), inner));
        texts = std::move(longer);
        continue;
      }
      if (rest_.front() == '\\') rest_.remove_prefix(1);
      if (rest_.empty()) return bad("nothing follows the \"\\\" at its end");
      literal += rest_.front();
      rest_.remove_prefix(1);
    }
    return product(texts, literal, {""});
  }

  // Every text of `left`, then `middle`, then every text of `right`.
  Result<Texts> product(const Texts& left, const std::string& middle, const Texts& right) const {
    const std::size_t count = left.size() * right.size();
    const std::size_t bytes = bytes_of(left) * right.size() + middle.size() * count + bytes_of(right) * left.size();
    TRY(check(count, bytes));
    Texts all;
    all.reserve(count);
    for (const auto& front : left) {
      for (const auto& back : right) all.emplace_back(front).append(middle).append(back);
    }
    return all;
  }

  Result<Texts> braces(int depth) {
    if (depth > kMaxDepth) return bad(fmt::format("more than {} inside one another", kMaxDepth));
    TRY_ASSIGN(range, take_range());
    if (range) return std::move(*range);
    Texts all;
    std::size_t bytes = 0;
    do {
      rest_.remove_prefix(1);
      TRY_ASSIGN(alternative, sequence(depth));
      if (rest_.empty()) return bad("a \"{\" is never closed");
      bytes += bytes_of(alternative);
      TRY(check(all.size() + alternative.size(), bytes));
      std::ranges::move(alternative, std::back_inserter(all));
    } while (rest_.front() == ',');
    rest_.remove_prefix(1);
    return all;
  }

  // "{A..B}", if that is what stands here.
  Result<std::optional<Texts>> take_range() {
    const auto close = rest_.find('}');
    const auto inside = rest_.substr(1, close == std::string_view::npos ? 0 : close - 1);
    const auto dots = inside.find("..");
    if (dots == std::string_view::npos) return std::nullopt;
    const auto first = range_end(inside.substr(0, dots));
    const auto last = range_end(inside.substr(dots + 2));
    if (!first || !last || first->letter != last->letter) return std::nullopt;
    rest_.remove_prefix(close + 1);
    return range(*first, *last);
  }

  Result<std::optional<Texts>> range(const End& first, const End& last) const {
    const std::int64_t step = first.value <= last.value ? 1 : -1;
    const auto count = static_cast<std::size_t>((last.value - first.value) * step);
    const std::size_t width = first.width + last.width == 0 ? 0 : std::max(first.width, last.width);
    TRY(check(count, 0));  // before it is multiplied
    TRY(check(count + 1, (count + 1) * width));
    Texts all;
    for (std::size_t i = 0; i <= count; ++i) {
      const std::int64_t value = first.value + static_cast<std::int64_t>(i) * step;
      all.push_back(first.letter ? std::string(1, static_cast<char>(value)) : fmt::format("{:0{}}", value, width));
    }
    return all;
  }

  std::string_view pattern_;
  std::string_view rest_;
};

}  // namespace

Result<std::vector<std::string>> expand_braces(std::string_view pattern) { return Expander(pattern).expand(); }

}  // namespace maelstrom
