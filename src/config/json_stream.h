// JSON values that stand one after the other, parted as their bytes come in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/diagnostics.h"

namespace maelstrom::config {

// Only finds where values end: brackets are counted and strings passed over; whether what stands
// between is JSON, parse_json() says.
class JsonStream {
 public:
  struct Piece {
    std::string text;
    Position begin;
  };

  void feed(std::string_view bytes) { waiting_ += bytes; }
  // The next value, once all of it has come: an object, an array or a string at its last character, anything
  // else when a blank or a bracket follows.
  std::optional<Piece> next();
  // At the end of the input: what began and has no end yet.
  std::optional<Piece> rest();

 private:
  bool skip_blanks();
  bool ends_with(char byte);
  bool ends_before(char byte) const;
  void count(char byte);
  Piece cut();

  std::string waiting_;      // from the first byte that no piece has taken
  std::size_t scanned_ = 0;  // of waiting_; 0: no value has begun
  Position at_{1, 1};        // of the first byte that is not scanned
  Position begin_;           // of the value that has begun
  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace maelstrom::config
