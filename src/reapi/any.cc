#include "reapi/any.h"

#include "core/wire.h"
#include "reapi/messages.h"

namespace maelstrom::reapi {

Result<Any> decode_any(std::string_view bytes) {
  Any any;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) any.type = field.bytes;
    if (field.number == 2) any.value = field.bytes;
    return {};
  }));
  return any;
}

}  // namespace maelstrom::reapi
