// The protobuf wire format, as far as the canonical messages of this project need it.
// Source: protobuf.dev, "Encoding".
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace maelstrom::wire {

// Appends fields; a default value (0, empty) is left out, as proto3 has it.
class Writer {
 public:
  Writer() = default;
  explicit Writer(std::size_t expected) { bytes_.reserve(expected); }  // bytes

  void number(int field, std::uint64_t value);
  void text(int field, std::string_view bytes);
  // A sub-message stands even when it is empty: its presence is information.
  void message(int field, std::string_view encoded);

  const std::string& bytes() const { return bytes_; }
  std::string take() { return std::move(bytes_); }

 private:
  void varint(std::uint64_t value);
  std::string bytes_;
};

struct Field {
  int number = 0;
  std::uint64_t value = 0;  // of varint and fixed fields
  std::string_view bytes;   // of length-delimited fields
  bool delimited = false;
};

// Reads one field after the other; groups are malformed.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  bool done() const { return rest_.empty(); }
  Result<Field> next();

 private:
  Result<std::uint64_t> varint();
  Result<std::string_view> take(std::uint64_t length);
  std::string_view rest_;
};

// Calls `take` for each field of the message `bytes`, in their order. Errors: Invalid for malformed bytes; those of
// `take`.
Status each_field(std::string_view bytes, const std::function<Status(const Field&)>& take);

}  // namespace maelstrom::wire
