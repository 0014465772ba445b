#include "core/digest.h"

#include <nettle/sha2.h>

#include "base/strings.h"

namespace maelstrom {
namespace {

int nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::string Digest::hex() const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(2 * hash.size(), '0');
  for (std::size_t i = 0; i < hash.size(); ++i) {
    text[2 * i] = kDigits[hash[i] >> 4];
    text[2 * i + 1] = kDigits[hash[i] & 15];
  }
  return text;
}

std::string Digest::to_string() const { return hex() + "/" + std::to_string(size); }

Result<Digest> Digest::parse(std::string_view text) {
  Digest digest;
  const auto bad = [&] { return invalid("not a digest (64 hexadecimal digits, /, size): " + printable(text)); };
  if (text.size() < 66 || text[64] != '/') return bad();
  for (std::size_t i = 0; i < digest.hash.size(); ++i) {
    const int high = nibble(text[2 * i]);
    const int low = nibble(text[2 * i + 1]);
    if (high < 0 || low < 0) return bad();
    digest.hash[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  const auto size = parse_unsigned(text.substr(65));
  if (!size) return bad();
  digest.size = *size;
  return digest;
}

// Of nettle, which has the processor's SHA instructions and, unlike OpenSSL 3, nothing to set up: that alone would
// cost each command a millisecond.
struct Sha256::State {
  sha256_ctx context;
  std::uint64_t size = 0;

  State() { sha256_init(&context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  sha256_update(&state_->context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  state_->size += bytes.size();
}

Digest Sha256::finish() {
  Digest digest;
  sha256_digest(&state_->context, digest.hash.size(), digest.hash.data());  // and begins anew
  digest.size = std::exchange(state_->size, 0);
  return digest;
}

Digest digest_of(std::string_view bytes) {
  thread_local Sha256 hasher;
  hasher.update(bytes);
  return hasher.finish();
}

}  // namespace maelstrom
