#include "config/json_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/strings.h"

namespace maelstrom::config {
namespace {

constexpr std::size_t kMaxDepth = 128;

// Says how much was read, which the library tells only of errors.
struct CountingIterator {
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  const char* at;
  std::size_t* read;

  reference operator*() const { return *at; }
  CountingIterator& operator++() {
    ++at;
    ++*read;
    return *this;
  }
  CountingIterator operator++(int) {
    auto before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at == other.at; }
};

// Makes values of the library's events; each comes right after its token was read.
class Builder {
 public:
  Builder(std::string_view text, Position begin, Diagnostics& diagnostics)
      : text_(text), position_(begin), diagnostics_(diagnostics) {}

  CountingIterator begin() { return {std::to_address(text_.begin()), &read_}; }
  CountingIterator end() { return {std::to_address(text_.end()), &read_}; }
  bool twice() const { return twice_; }  // whether a key was found to be
  std::optional<Value> take() { return std::move(root_); }

  bool null() { return add({.is = Null{}, .at = position_at(read_ - 4)}); }
  bool boolean(bool value) { return add({.is = value, .at = position_at(read_ - (value ? 4 : 5))}); }
  bool number_integer(std::int64_t value) { return add({.is = value, .at = position_at(number_begin())}); }
  bool number_unsigned(std::uint64_t value) {
    const auto at = position_at(number_begin());
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      diagnostics_.error(at, fmt::format("the number {} is too large", value));
      return false;
    }
    return add({.is = static_cast<std::int64_t>(value), .at = at});
  }
  bool number_float(double value, const std::string& /*text*/) {
    return add({.is = value, .at = position_at(number_begin())});
  }
  bool string(std::string& value) { return add({.is = std::move(value), .at = position_at(string_begin())}); }
  bool binary(nlohmann::json::binary_t& /*value*/) { return false; }  // JSON has none

  bool start_object(std::size_t /*size*/) { return open({.is = Table{}, .at = position_at(read_ - 1)}); }
  bool start_array(std::size_t /*size*/) { return open({.is = Array{}, .at = position_at(read_ - 1)}); }
  bool key(std::string& name) {
    std::get<Table>(open_.back().is).push_back({std::move(name), position_at(string_begin()), {}});
    return true;
  }
  bool end_object() {
    check_keys(std::get<Table>(open_.back().is));
    return close();
  }
  bool end_array() { return close(); }

  bool parse_error(std::size_t position, const std::string& /*token*/, const nlohmann::json::exception& error) {
    std::string_view message = error.what();
    if (const auto at = message.find("syntax error"); at != std::string_view::npos) message.remove_prefix(at);
    diagnostics_.error(position_at(std::min(std::max<std::size_t>(position, 1) - 1, text_.size())),
                       "this is not JSON: " + printable(message));
    return false;
  }

 private:
  bool open(Value value) {
    if (open_.size() == kMaxDepth) {
      diagnostics_.error(value.at, fmt::format("more than {} values are inside one another", kMaxDepth));
      return false;
    }
    open_.push_back(std::move(value));
    return true;
  }

  bool close() {
    Value value = std::move(open_.back());
    open_.pop_back();
    return add(std::move(value));
  }

  bool add(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (auto* array = std::get_if<Array>(&open_.back().is)) {
      array->push_back(std::move(value));
    } else {
      std::get<Table>(open_.back().is).back().value = std::move(value);
    }
    return true;
  }

  void check_keys(const Table& table) {
    std::vector<const Member*> members;
    for (const auto& member : table) members.push_back(&member);
    std::ranges::stable_sort(members, {}, [](const Member* member) { return std::string_view(member->key); });
    for (std::size_t i = 1; i < members.size(); ++i) {
      if (members[i]->key != members[i - 1]->key) continue;
      diagnostics_.error(members[i]->at, fmt::format("the key \"{}\" stands twice", printable(members[i]->key)));
      twice_ = true;
    }
  }

  // Of the string whose closing quote was just read: a quote inside has an odd number of backslashes before it.
  std::size_t string_begin() const {
    for (std::size_t at = read_ - 1; at-- > 0;) {
      if (text_[at] != '"') continue;
      const auto before = text_.substr(0, at);
      const auto last = before.find_last_not_of('\\');
      const auto backslashes = at - (last == std::string_view::npos ? 0 : last + 1);
      if (backslashes % 2 == 0) return at;
    }
    return 0;
  }

  // The end of a number is known only from the character after it, which was read too unless the text ended.
  std::size_t number_begin() const {
    constexpr std::string_view kOfNumbers = "+-.0123456789eE";
    auto end = read_;
    if (kOfNumbers.find(text_[end - 1]) == std::string_view::npos) --end;
    const auto last = text_.substr(0, end).find_last_not_of(kOfNumbers);
    return last == std::string_view::npos ? 0 : last + 1;
  }

  // Offsets are asked for in rising order, so each character is looked at once.
  Position position_at(std::size_t offset) {
    for (; seen_ < offset; ++seen_) {
      const auto byte = static_cast<unsigned char>(text_[seen_]);
      if (byte == '\n') {
        ++position_.line;
        position_.column = 1;
      } else if ((byte & 0xC0U) != 0x80U) {
        ++position_.column;
      }
    }
    return position_;
  }

  std::string_view text_;
  std::size_t read_ = 0;
  std::size_t seen_ = 0;
  Position position_;
  Diagnostics& diagnostics_;
  std::vector<Value> open_;
  std::optional<Value> root_;
  bool twice_ = false;
};

}  // namespace

std::optional<Value> parse_json(std::string_view text, Position begin, Diagnostics& diagnostics) {
  Builder builder(text, begin, diagnostics);
  if (!nlohmann::json::sax_parse(builder.begin(), builder.end(), &builder)) return std::nullopt;
  if (builder.twice()) return std::nullopt;
  return builder.take();
}

}  // namespace maelstrom::config
