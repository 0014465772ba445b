#include "cli/escape_keys.h"

#include <fmt/format.h>

#include <utility>

#include "base/strings.h"

namespace maelstrom::cli {
namespace {

// What Control makes of a key: ascii(7).
constexpr char control(char key) { return static_cast<char>(key & 0x1f); }

bool has_control(char key) { return key >= '@' && key <= '_'; }

char upper_case(char key) { return key >= 'a' && key <= 'z' ? static_cast<char>(key - 'a' + 'A') : key; }

class Pieces {
 public:
  void add(char key) {
    if (pieces_.empty() || !std::holds_alternative<std::string>(pieces_.back())) pieces_.emplace_back(std::string());
    std::get<std::string>(pieces_.back()) += key;
  }
  void add(EscapeKeys::Act act) { pieces_.emplace_back(act); }
  std::vector<EscapeKeys::Piece> take() { return std::move(pieces_); }

 private:
  std::vector<EscapeKeys::Piece> pieces_;
};

}  // namespace

Result<char> parse_escape_key(std::string_view text) {
  if (text.size() == 1 && static_cast<unsigned char>(text[0]) < 0x80) return text[0];
  if (text.size() == 2 && text[0] == '^' && has_control(upper_case(text[1]))) return control(upper_case(text[1]));
  return invalid(fmt::format("\"{}\" is no escape key: give one character, or ^ and a letter, as in ^]",
                             printable(std::string(text))));
}

std::vector<EscapeKeys::Piece> EscapeKeys::take(std::string_view typed) {
  Pieces pieces;
  for (const char key : typed) {
    if (!std::exchange(escaped_, false)) {
      if (key == escape_) {
        escaped_ = true;
      } else {
        pieces.add(key);
      }
    } else if (key == escape_) {
      pieces.add(key);
    } else if (key == control('C')) {
      pieces.add(Act::kInterrupt);
    } else if (key == control('Z')) {
      pieces.add(Act::kSuspend);
    } else {
      pieces.add(escape_);
      pieces.add(key);
    }
  }
  return pieces.take();
}

}  // namespace maelstrom::cli
