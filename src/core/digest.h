// The name of a blob: the SHA-256 of its bytes and their number.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace maelstrom {

// REAPI v2 `Digest` with the digest function SHA256.
struct Digest {
  std::array<std::uint8_t, 32> hash{};
  std::uint64_t size = 0;  // bytes

  std::string hex() const;                             // 64 lower-case hexadecimal digits
  std::string to_string() const;                       // "hex/size"
  static Result<Digest> parse(std::string_view text);  // of to_string()

  auto operator<=>(const Digest&) const = default;
};

// SHA-256 (FIPS 180-4) of a stream. One object hashes any number of streams, one after the other.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);
  Digest finish();  // of what was given since the start or the last finish()

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Digest digest_of(std::string_view bytes);

}  // namespace maelstrom

template <>
struct std::hash<maelstrom::Digest> {
  std::size_t operator()(const maelstrom::Digest& digest) const noexcept {
    std::size_t value = 0;
    for (std::size_t i = 0; i < sizeof value; ++i) value = value << 8 | digest.hash[i];
    return value;
  }
};
