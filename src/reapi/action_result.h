// What came of a job, on the wire: REAPI v2 `ActionResult`.
//
// What it has no field for is a maelstrom.JobFacts among the auxiliary metadata, or at the end of the standard error
// where an engine's own worker ran the cell (core/job_facts.h). A result without them is read all the same: its not_run
// is set. What a slot had to replace, the set-up of the container and a captured change are of the
// moment and not in it.
// Source: build/bazel/remote/execution/v2/remote_execution.proto, "ActionResult"; proto/maelstrom.proto, "JobFacts".
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "core/job.h"

namespace maelstrom::reapi {

// Gives a large output to a store of blobs, and takes it out again.
using PutBlob = std::function<Result<Digest>(std::string_view bytes)>;
using GetBlob = std::function<Result<std::string>(const Digest&)>;

// An output of more bytes than this is a blob.
inline constexpr std::size_t kInlineOutput = 4096;

// `run`: the run that ran the job and when the job ended. Errors: those of `put`.
Result<std::string> encode_result(const JobResult& result, const EarlierRun& run, const PutBlob& put);

// The result, with `cached` set. Errors: Invalid for malformed bytes; those of `get`.
Result<JobResult> decode_result(std::string_view bytes, const GetBlob& get);

// The blobs that decode_result() would ask for. Errors: Invalid for malformed bytes.
Result<std::vector<Digest>> output_blobs(std::string_view bytes);

}  // namespace maelstrom::reapi
