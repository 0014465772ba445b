#include "reapi/messages.h"

namespace maelstrom::reapi {

std::string encode(const Digest& digest) {
  wire::Writer out;
  out.text(1, digest.hex());
  out.number(2, digest.size);
  return out.take();
}

Result<Digest> decode_digest(std::string_view bytes) {
  std::string_view hex;
  std::uint64_t size = 0;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) hex = field.bytes;
    if (field.number == 2) size = field.value;
    return {};
  }));
  return Digest::parse(std::string(hex) + "/" + std::to_string(size));
}

std::string encode(const NamedValue& named) {
  wire::Writer out;
  out.text(1, named.name);
  out.text(2, named.value);
  return out.take();
}

Result<NamedValue> decode_named_value(std::string_view bytes) {
  NamedValue named;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) named.name = field.bytes;
    if (field.number == 2) named.value = field.bytes;
    return {};
  }));
  return named;
}

std::string encode_seconds(std::int64_t seconds, std::uint32_t nanoseconds) {
  wire::Writer out;
  out.number(1, static_cast<std::uint64_t>(seconds));
  out.number(2, nanoseconds);
  return out.take();
}

Result<Seconds> decode_seconds(std::string_view bytes) {
  Seconds time;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) time.seconds = static_cast<std::int64_t>(field.value);
    if (field.number == 2) {
      if (field.value > 999'999'999) return invalid("nanoseconds out of range in a message");
      time.nanoseconds = static_cast<std::uint32_t>(field.value);
    }
    return {};
  }));
  return time;
}

}  // namespace maelstrom::reapi
