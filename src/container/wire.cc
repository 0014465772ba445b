#include "container/wire.h"

#include <cstring>

namespace maelstrom::container {

void Writer::number(std::uint64_t value) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  bytes_.append(raw, sizeof raw);
}

void Writer::text(std::string_view value) {
  number(value.size());
  bytes_.append(value);
  bytes_.push_back('\0');
}

void Writer::variable(std::string_view name, std::string_view value) {
  number(name.size() + 1 + value.size());
  bytes_.append(name).push_back('=');
  bytes_.append(value).push_back('\0');
}

std::string_view Reader::take(std::size_t size) {
  if (!ok_ || rest_.size() < size) {
    ok_ = false;
    return {};
  }
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

std::uint64_t Reader::number() {
  std::uint64_t value = 0;
  const std::string_view raw = take(sizeof value);
  if (ok_) std::memcpy(&value, raw.data(), sizeof value);
  return value;
}

std::string_view Reader::text() {
  const std::uint64_t size = number();
  if (size >= rest_.size()) ok_ = false;  // no room for the NUL
  const std::string_view raw = take(ok_ ? size + 1 : 0);
  if (!ok_ || raw.back() != '\0') {
    ok_ = false;
    return std::string_view("");  // its NUL is there
  }
  return raw.substr(0, size);
}

void JobEnd::write(Writer& ends) const {
  ends.number(failed);
  ends.text(body);
}

JobEnd JobEnd::read(Reader& ends) {
  const bool failed = ends.number() != 0;
  return {failed, ends.text()};
}

}  // namespace maelstrom::container
