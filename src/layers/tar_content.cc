#include "layers/tar_content.h"

#include <fcntl.h>
#include <fmt/format.h>

#include "os/file.h"

namespace maelstrom::layers {
namespace {
constexpr std::size_t kInMemory = 4 << 20;  // larger files go through a temporary one
}  // namespace

Result<TreeFile> TarContent::store(const TarEntry& entry) {
  if (entry.size > limits_.content - taken_) {
    return invalid(fmt::format("more than {} bytes of content in all", limits_.content));
  }
  taken_ += entry.size;
  TRY_ASSIGN(digest, entry.size <= kInMemory ? store_small(entry) : store_large(entry));
  const bool executable = (entry.properties.unix_mode.value_or(0) & 0111) != 0;
  return TreeFile{digest, executable, entry.properties};
}

Result<Digest> TarContent::store_small(const TarEntry& entry) {
  std::string content;
  while (content.size() < entry.size) {
    TRY_ASSIGN(bytes, reader_.read_some(entry.size - content.size()));
    if (bytes.empty()) return invalid("its content ends too early");
    if (content.empty()) {
      content = std::move(bytes);
    } else {
      content += bytes;
    }
  }
  return store_.put(content, entry.properties);
}

Result<Digest> TarContent::store_large(const TarEntry& entry) {
  TRY_ASSIGN(scratch, os::TemporaryDirectory::create());
  const std::string path = scratch.path() + "/content";
  TRY_ASSIGN(file, os::open(path, O_RDWR | O_CREAT | O_EXCL, 0600));
  for (std::uint64_t written = 0; written < entry.size;) {
    TRY(store_.go_on());
    TRY_ASSIGN(bytes, reader_.read_some(kInMemory));
    if (bytes.empty()) return invalid("its content ends too early");
    TRY(os::write_all(file.get(), bytes, path));
    written += bytes.size();
  }
  TRY_ASSIGN(again, os::open(path, O_RDONLY));
  return store_.put_stream(again.get(), entry.name, entry.properties);
}

}  // namespace maelstrom::layers
