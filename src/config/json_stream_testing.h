// What tests and the fuzz target look at of a stream of JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/json_stream.h"

namespace maelstrom::config {

// "LINE:COLUMN TEXT" of each value, the input cut after every `step` bytes.
inline std::vector<std::string> pieces(std::string_view text, std::size_t step) {
  JsonStream stream;
  std::vector<std::string> all;
  const auto keep = [&](const JsonStream::Piece& piece) {
    all.push_back(std::to_string(piece.begin.line) + ":" + std::to_string(piece.begin.column) + " " + piece.text);
  };
  for (std::size_t at = 0; at < text.size(); at += step) {
    stream.feed(text.substr(at, step));
    while (const auto piece = stream.next()) keep(*piece);
  }
  if (const auto piece = stream.rest()) keep(*piece);
  return all;
}

}  // namespace maelstrom::config
