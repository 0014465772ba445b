#include "core/wire.h"

namespace maelstrom::wire {
namespace {

enum WireType : std::uint8_t { kVarint = 0, kFixed64 = 1, kDelimited = 2, kFixed32 = 5 };

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (auto at = bytes.size(); at > 0; --at) value = value << 8 | static_cast<unsigned char>(bytes[at - 1]);
  return value;
}

}  // namespace

void Writer::varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
  bytes_ += static_cast<char>(value);
}

void Writer::number(int field, std::uint64_t value) {
  if (value == 0) return;
  varint(static_cast<std::uint64_t>(field) << 3 | kVarint);
  varint(value);
}

void Writer::text(int field, std::string_view bytes) {
  if (!bytes.empty()) message(field, bytes);
}

void Writer::message(int field, std::string_view encoded) {
  varint(static_cast<std::uint64_t>(field) << 3 | kDelimited);
  varint(encoded.size());
  bytes_.append(encoded);
}

Result<std::uint64_t> Reader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) return invalid("truncated message");
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  return invalid("malformed number in a message");
}

Result<std::string_view> Reader::take(std::uint64_t length) {
  if (length > rest_.size()) return invalid("truncated message");
  const auto taken = rest_.substr(0, length);
  rest_.remove_prefix(length);
  return taken;
}

Result<Field> Reader::next() {
  TRY_ASSIGN(tag, varint());
  Field field;
  if (tag >> 3 == 0 || tag >> 3 > 0x1FFFFFFF) return invalid("malformed field number in a message");
  field.number = static_cast<int>(tag >> 3);
  switch (tag & 7) {
    case kVarint: {
      TRY_ASSIGN(value, varint());
      field.value = value;
      return field;
    }
    case kFixed64:
    case kFixed32: {
      TRY_ASSIGN(bytes, take((tag & 7) == kFixed64 ? 8 : 4));
      field.value = little_endian(bytes);
      return field;
    }
    case kDelimited: {
      TRY_ASSIGN(length, varint());
      TRY_ASSIGN(bytes, take(length));
      field.bytes = bytes;
      field.delimited = true;
      return field;
    }
    default:
      return invalid("malformed field type in a message");
  }
}

Status each_field(std::string_view bytes, const std::function<Status(const Field&)>& take) {
  Reader in(bytes);
  while (!in.done()) {
    TRY_ASSIGN(field, in.next());
    TRY(take(field));
  }
  return {};
}

}  // namespace maelstrom::wire
