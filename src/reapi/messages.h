// Small messages of the Remote Execution API that stand in others.
// Source: build/bazel/remote/execution/v2/remote_execution.proto; proto/remote_execution.proto is what of it is used.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "core/digest.h"
#include "core/wire.h"

namespace maelstrom::reapi {

std::string encode(const Digest& digest);
// Errors: Invalid for malformed bytes, and for what is no digest.
Result<Digest> decode_digest(std::string_view bytes);

// What Platform.Property and Command.EnvironmentVariable, among others, look like: name = 1, value = 2.
struct NamedValue {
  std::string name;
  std::string value;
  auto operator<=>(const NamedValue&) const = default;
};
std::string encode(const NamedValue& named);
Result<NamedValue> decode_named_value(std::string_view bytes);

// google.protobuf.Duration and Timestamp: seconds = 1, nanos = 2.
std::string encode_seconds(std::int64_t seconds, std::uint32_t nanoseconds);
struct Seconds {
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;
};
// Errors: Invalid for malformed bytes, and for nanoseconds that make a second or more.
Result<Seconds> decode_seconds(std::string_view bytes);

using wire::each_field;

}  // namespace maelstrom::reapi
