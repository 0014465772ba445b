// What a job is on the wire: REAPI v2 `Action` and `Command`, in their canonical encoding.
//
// Canonical: fields in the order of their numbers, defaults left out, lists that have no order of their own sorted.
// Equal digests of two encodings mean equal jobs. Source: build/bazel/remote/execution/v2/remote_execution.proto,
// "Action", "Command", "Platform".
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "reapi/messages.h"

namespace maelstrom::reapi {

struct Command {
  std::vector<std::string> arguments;  // the program first
  bool operator==(const Command&) const = default;

  std::string encode() const;
  // Takes any encoding; what this project does not write is passed over. Errors: Invalid for malformed bytes.
  static Result<Command> decode(std::string_view bytes);
};

struct Action {
  Digest command;                    // of the encoded Command
  Digest input_root;                 // of the encoded Directory
  std::chrono::seconds timeout{0};   // 0 = none; what is read is rounded up
  bool do_not_cache = false;         // nor let others wait for the same run
  std::string salt;                  // another one makes another action of the same job
  std::vector<NamedValue> platform;  // what must be true of the machine
  bool operator==(const Action&) const = default;

  std::string encode() const;
  // As Command::decode(); a digest that is none is malformed, too.
  static Result<Action> decode(std::string_view bytes);
};

}  // namespace maelstrom::reapi
