#include "layers/ld_cache.h"

#include <bit>
#include <cstring>
#include <optional>

namespace maelstrom::layers {
namespace {

constexpr std::string_view kMagic = "glibc-ld.so.cache1.1";
constexpr std::string_view kOldMagic = "ld.so-1.7.0";
constexpr std::size_t kOldHeaderSize = 16;  // magic, padding, nlibs
constexpr std::size_t kOldEntrySize = 12;
constexpr std::size_t kHeaderSize = 48;
constexpr std::size_t kEntrySize = 24;
constexpr std::size_t kAlignment = 8;  // of the new cache behind the old one
constexpr std::size_t kFlagsAt = 28;   // cache_file_new.flags
constexpr std::uint8_t kEndianMask = 3;
constexpr std::uint8_t kLittle = 2;
constexpr std::uint8_t kBig = 3;

// Numbers and strings of the bytes, with their borders watched.
class View {
 public:
  explicit View(std::string_view bytes) : bytes_(bytes) {}
  void swap_bytes(bool swap) { swap_ = swap; }
  std::size_t size() const { return bytes_.size(); }

  std::optional<std::uint32_t> word(std::size_t at) const {
    std::uint32_t value = 0;
    if (at > bytes_.size() || bytes_.size() - at < sizeof value) return std::nullopt;
    std::memcpy(&value, &bytes_[at], sizeof value);
    return swap_ ? __builtin_bswap32(value) : value;
  }

  std::optional<std::string> text(std::size_t at) const {
    const std::size_t end = at < bytes_.size() ? bytes_.find('\0', at) : std::string_view::npos;
    if (end == std::string_view::npos) return std::nullopt;
    return std::string(bytes_.substr(at, end - at));
  }

  std::uint8_t byte(std::size_t at) const { return static_cast<std::uint8_t>(bytes_[at]); }

 private:
  std::string_view bytes_;
  bool swap_ = false;
};

tl::unexpected<Error> malformed() { return invalid("not a cache of the dynamic loader (glibc-ld.so.cache1.1)"); }

// The new cache, where an old one may stand before it.
std::optional<std::string_view> new_cache(std::string_view bytes) {
  if (bytes.starts_with(kMagic)) return bytes;
  if (!bytes.starts_with(kOldMagic)) return std::nullopt;
  for (const bool swap : {false, true}) {
    View view(bytes);
    view.swap_bytes(swap);
    const auto count = view.word(kOldHeaderSize - sizeof(std::uint32_t));
    if (!count) return std::nullopt;
    const std::uint64_t end = kOldHeaderSize + std::uint64_t{*count} * kOldEntrySize;
    const std::uint64_t start = (end + kAlignment - 1) / kAlignment * kAlignment;
    if (start < bytes.size() && bytes.substr(start).starts_with(kMagic)) return bytes.substr(start);
  }
  return std::nullopt;
}

}  // namespace

Result<LdCache> LdCache::parse(std::string_view bytes) {
  const auto content = new_cache(bytes);
  if (!content || content->size() < kHeaderSize) return malformed();
  View view(*content);
  const std::uint8_t order = view.byte(kFlagsAt) & kEndianMask;
  const bool foreign = std::endian::native == std::endian::little ? order == kBig : order == kLittle;
  view.swap_bytes(foreign);
  const std::uint32_t count = view.word(kMagic.size()).value();
  if ((view.size() - kHeaderSize) / kEntrySize < count) return malformed();
  LdCache cache;
  for (std::uint32_t i = 0; i < count; ++i) {
    // struct file_entry_new { int32 flags; uint32 key, value, osversion; uint64 hwcap; }
    const std::size_t at = kHeaderSize + i * kEntrySize;
    const bool for_all_processors = view.word(at + 16).value() == 0 && view.word(at + 20).value() == 0;
    if (!for_all_processors) continue;
    auto name = view.text(view.word(at + 4).value());
    auto path = view.text(view.word(at + 8).value());
    if (!name || !path) return malformed();
    if (path->starts_with('/')) cache.entries_.push_back({std::move(*name), std::move(*path)});
  }
  return cache;
}

std::vector<std::string> LdCache::find(std::string_view name) const {
  std::vector<std::string> paths;
  for (const Entry& entry : entries_) {
    if (entry.name == name) paths.push_back(entry.path);
  }
  return paths;
}

}  // namespace maelstrom::layers
