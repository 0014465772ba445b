// Whatever the messages of an action are: what is decoded is a job, which can be encoded again.
#include <cstdlib>
#include <string>
#include <vector>

#include "core/wire.h"
#include "reapi/job_decoder.h"
#include "reapi/job_encoder.h"

using maelstrom::Digest;
using maelstrom::Job;
using maelstrom::Result;

namespace {

// The fields of a message that are bytes.
std::vector<std::string> parts_of(std::string_view input) {
  std::vector<std::string> parts;
  maelstrom::wire::Reader in(input);
  while (!in.done()) {
    const auto field = in.next();
    if (!field) break;
    if (field->delimited) parts.emplace_back(field->bytes);
  }
  return parts;
}

Digest identity(const Job& job) {
  maelstrom::reapi::JobEncoder encoder(maelstrom::digest_of("a cell"),
                                       [](auto) -> Result<std::string> { return "a value"; });
  return encoder.encode(job).value().digest;
}

}  // namespace

// The first part is the action; the others are given in the order in which they are asked for.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parts = parts_of({reinterpret_cast<const char*>(data), size});
  if (parts.empty()) return 0;
  std::size_t next = 1;
  auto description = maelstrom::reapi::describe(Digest{}, parts[0], [&](const Digest&) -> Result<std::string> {
    if (next >= parts.size()) return maelstrom::fail(maelstrom::ErrorCode::kNotFound, "no more parts");
    return parts[next++];
  });
  if (!description) return 0;
  const auto job = maelstrom::reapi::decode_job(std::move(*description));
  if (!job) return 0;
  if (job->program.empty() || job->layers.empty()) std::abort();
  static_cast<void>(maelstrom::reapi::why_only_at_home(*job));
  static_cast<void>(identity(*job));
  return 0;
}
