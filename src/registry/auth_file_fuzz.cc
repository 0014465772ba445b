// Whatever parses can be asked.
#include <cstdint>
#include <cstdlib>

#include "registry/auth_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using maelstrom::registry::AuthFile;
  const auto file = AuthFile::parse({reinterpret_cast<const char*>(data), size}, "auth.json");
  if (!file) return 0;
  const auto* login = file->find({"docker.io", "library/alpine"});
  if (login != nullptr && login->user.empty() && login->identity_token.empty()) std::abort();
  const auto helper = file->helper("docker.io");
  if (helper && helper->size() > size) std::abort();
  return 0;
}
