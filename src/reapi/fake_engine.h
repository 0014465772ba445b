// What an engine says, for tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/job_facts.h"
#include "core/wire.h"
#include "reapi/execution_messages.h"
#include "reapi/messages.h"

namespace maelstrom::reapi::fake {

inline std::string any(std::string_view type, std::string_view value) {
  wire::Writer out;
  out.text(1, "type.googleapis.com/" + std::string(type));
  out.text(2, value);
  return out.take();
}

// google.rpc.Status
inline std::string status(RpcCode code, const std::string& message, const std::vector<Digest>& missing = {}) {
  wire::Writer out;
  out.number(1, static_cast<std::uint64_t>(code));
  out.text(2, message);
  wire::Writer failure;
  for (const Digest& blob : missing) {
    wire::Writer violation;
    violation.text(1, "MISSING");
    violation.text(2, "blobs/" + blob.to_string());
    failure.message(1, violation.bytes());
  }
  if (!missing.empty()) out.message(3, any("google.rpc.PreconditionFailure", failure.bytes()));
  return out.take();
}

// An ActionResult of an engine's own worker, in which a cell made the container. `facts`: hexadecimal digits.
inline std::string result(int exit_code, const std::string& output, const std::string& facts = "") {
  wire::Writer out;
  out.number(4, static_cast<std::uint64_t>(exit_code));
  out.text(5, output);
  out.text(7, std::string(kReportBegin) + facts + "\n");
  return out.take();
}

inline std::string operation(const std::string& name, ExecutionStage stage) {
  wire::Writer metadata;
  metadata.number(1, static_cast<std::uint64_t>(stage));
  wire::Writer out;
  out.text(1, name);
  out.message(2, any("build.bazel.remote.execution.v2.ExecuteOperationMetadata", metadata.bytes()));
  return out.take();
}

// `status`: empty if all is well. `result`: empty if there is none.
inline std::string done(const std::string& name, const std::string& result, const std::string& status = "") {
  wire::Writer response;
  if (!result.empty()) response.message(1, result);
  if (!status.empty()) response.message(3, status);
  response.text(5, "see the log");
  wire::Writer out;
  out.number(3, 1);
  out.message(5, any("build.bazel.remote.execution.v2.ExecuteResponse", response.bytes()));
  return operation(name, ExecutionStage::kCompleted) + out.take();
}

// The digest of the action that an ExecuteRequest names.
inline Digest action_of(std::string_view request) {
  wire::Reader in(request);
  while (!in.done()) {
    const auto field = in.next().value();
    if (field.number == 6) return decode_digest(field.bytes).value();
  }
  return {};
}

// The priority that it names; 0 if it names none.
inline std::int64_t priority_of(std::string_view request) {
  wire::Reader in(request);
  while (!in.done()) {
    const auto field = in.next().value();
    if (field.number == 7) return static_cast<std::int64_t>(wire::Reader(field.bytes).next().value().value);
  }
  return 0;
}

}  // namespace maelstrom::reapi::fake
