// The files of an archive of results: a tar, folded or not, that `maelstrom cache export` writes.
//
//   maelstrom-cache            "1\n", the version; comes first
//   blobs/HASH/SIZE            an output
//   actions/HASH/SIZE          the messages of an action
//   results/HASH/SIZE          what came of an action; its outputs and messages come before
//   end                        how many results there are: "12\n"; comes last
//
// An action is a message with the fields action = 1, command = 2, and for each message of its input root: root = 3.
// A result is one with record = 1 (reapi/action_result.h) and proof = 2, the SHA-256 of the action's digest, as it
// stands in the name, a newline, and the record. Both are written here and nowhere else.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/digest.h"
#include "reapi/job_encoder.h"

namespace maelstrom::execute {

inline constexpr std::string_view kArchiveVersion = "1\n";

struct EntryName {
  enum class Kind : std::uint8_t { kVersion, kBlob, kAction, kResult, kEnd };
  Kind kind = Kind::kVersion;
  std::optional<Digest> digest;  // of kBlob, kAction and kResult
  bool operator==(const EntryName&) const = default;

  std::string to_string() const;
};

// Errors: Invalid for any other name, with the name.
Result<EntryName> parse_entry_name(std::string_view name);

std::string encode_action_entry(const reapi::EncodedJob& job);
// Errors: Invalid unless the messages are those of the action `digest`.
Result<reapi::EncodedJob> decode_action_entry(const Digest& digest, std::string_view bytes);

std::string encode_result_entry(const Digest& action, std::string_view record);
// The record. Errors: Invalid unless it was written as what came of `action`.
Result<std::string> decode_result_entry(const Digest& action, std::string_view bytes);

}  // namespace maelstrom::execute
