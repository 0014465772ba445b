// However a stream is cut, the same values come out of it, and each is read or reported.
#include <cstdint>
#include <cstdlib>

#include "config/job_reader.h"
#include "config/json_document.h"
#include "config/json_stream_testing.h"

namespace {

using maelstrom::config::Diagnostics;
using maelstrom::config::pieces;

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
