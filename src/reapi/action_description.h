// What an action says, read back from its messages: everything that decides the outcome of a job.
//
// It is the other direction of job_encoder.h.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/container_message.h"
#include "core/digest.h"
#include "reapi/action_result.h"
#include "reapi/job_encoder.h"
#include "reapi/messages.h"

namespace maelstrom::reapi {

struct ActionDescription {
  Digest digest;  // of the action
  std::string program;
  std::vector<std::string> arguments;  // without the program
  std::chrono::seconds timeout{0};     // 0 = none
  std::string salt;
  std::vector<NamedValue> platform;
  std::vector<Digest> layers;  // of trees, bottom first
  ContainerMessage container;
  Digest cell;  // of the program that makes the container
};

// Errors: Invalid for messages that are malformed, not those of one action, or not written by job_encoder.
Result<ActionDescription> describe(const EncodedJob& job);

// The same where only the action is at hand: `get` gives its other messages, by their digests and in an order in which
// one names the next. `digest`: of the action. Errors: those of `get` as well.
Result<ActionDescription> describe(const Digest& digest, std::string_view action, const GetBlob& get);

}  // namespace maelstrom::reapi
