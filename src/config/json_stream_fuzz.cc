// However a stream is cut, the same values come out of it, and each is read or reported.
#include <cstdlib>
#include <vector>

#include "config/job_reader.h"
#include "config/json_document.h"
#include "config/json_stream.h"

namespace {

using maelstrom::config::Diagnostics;
using maelstrom::config::JsonStream;

std::vector<std::string> pieces(std::string_view text, std::size_t step) {
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

void read(const std::string& text) {
  Diagnostics diagnostics("fuzz");
  const auto value = maelstrom::config::parse_json(text, {1, 1}, diagnostics);
  if (value) maelstrom::config::read_job_object(*value, diagnostics);
  if (!value && diagnostics.take_errors().empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto all = pieces(text, size + 1);
  if (pieces(text, 1) != all) std::abort();
  for (const std::string& piece : all) read(piece.substr(piece.find(' ') + 1));
  return 0;
}
