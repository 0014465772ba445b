// google.protobuf.Any: a message of a type that only its name tells.
// Source: google/protobuf/any.proto; type_url = 1, value = 2.
#pragma once

#include <string_view>

#include "base/result.h"

namespace maelstrom::reapi {

struct Any {
  std::string_view type;  // "type.googleapis.com/package.Message"
  std::string_view value;
};
// Good as long as `bytes` are. Errors: Invalid for malformed bytes.
Result<Any> decode_any(std::string_view bytes);

}  // namespace maelstrom::reapi
