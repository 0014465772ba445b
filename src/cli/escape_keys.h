// What a person types at a job's terminal, and the keys among it that speak to this program instead: as those of
// ssh(1) and telnet(1), all begin with the escape key.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace maelstrom::cli {

inline constexpr std::string_view kUsualEscapeKey = "^]";

// "^X" for a key with Control, or the character itself. Errors: Invalid, if it is not one byte of ASCII.
Result<char> parse_escape_key(std::string_view text);

class EscapeKeys {
 public:
  enum class Act : std::uint8_t {
    kInterrupt,  // escape, ^C
    kSuspend,    // escape, ^Z
  };
  using Piece = std::variant<std::string, Act>;  // text is the job's

  explicit EscapeKeys(char escape) : escape_(escape) {}

  // What `typed` comes to. Escape twice is the key itself; escape before another key means nothing, and both are the
  // job's. An escape key at the end waits for what follows it.
  std::vector<Piece> take(std::string_view typed);

 private:
  char escape_;
  bool escaped_ = false;
};

}  // namespace maelstrom::cli
