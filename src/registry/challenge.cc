#include "registry/challenge.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace maelstrom::registry {
namespace {

class ChallengeReader {
 public:
  explicit ChallengeReader(std::string_view text) : rest_(text) {}

  std::vector<Challenge> read() {
    std::vector<Challenge> challenges;
    while (skip(" \t,"), !rest_.empty()) {
      const std::string name = word();
      if (name.empty()) break;
      skip(" \t");
      if (!rest_.starts_with('=')) {
        challenges.push_back({.scheme = name, .parameters = {}});
        continue;
      }
      rest_.remove_prefix(1);
      skip(" \t");
      const auto value = rest_.starts_with('"') ? quoted() : std::optional(plain());
      if (!value || challenges.empty()) break;
      challenges.back().parameters.insert_or_assign(name, *value);
    }
    return challenges;
  }

 private:
  void skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
  }
  std::string plain() {
    const auto length = std::min(rest_.find_first_of(" \t,"), rest_.size());
    std::string text(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return text;
  }
  std::string word() {  // a token, in lower case
    const auto length = std::min(rest_.find_first_of(" \t,=\""), rest_.size());
    std::string text(rest_.substr(0, length));
    rest_.remove_prefix(length);
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
  }
  std::optional<std::string> quoted() {
    std::string text;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        return text;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
      text += rest_[i];
    }
    return std::nullopt;
  }

  std::string_view rest_;
};

}  // namespace

std::vector<Challenge> parse_challenges(std::string_view header) { return ChallengeReader(header).read(); }

}  // namespace maelstrom::registry
