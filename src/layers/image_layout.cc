#include "layers/image_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/strings.h"

namespace maelstrom::layers {
namespace {

std::string blob_name(const BlobDescriptor& descriptor) { return "blobs/sha256/" + descriptor.digest.hex(); }

std::string names_of(const std::vector<IndexEntry>& entries) {
  std::set<std::string> names;
  for (const auto& entry : entries) {
    if (!entry.name.empty()) names.insert(printable(entry.name));
  }
  const std::vector<std::string> sorted(names.begin(), names.end());
  return sorted.empty() ? "none with a name" : join(sorted, ", ");
}

}  // namespace

Result<BlobDescriptor> LayoutSource::resolve() {
  auto text = files_->read("index.json", kManifestLimit);
  if (!text && text.error().code() == ErrorCode::kNotFound) {
    return fail(ErrorCode::kNotFound, std::move(text).error().message() + "; this is no OCI layout");
  }
  if (!text) return fail(std::move(text).error());
  TRY_ASSIGN_IN("index.json", parsed, parse_image_manifest(*text, "application/vnd.oci.image.index.v1+json"));
  auto* index = std::get_if<ImageIndex>(&parsed);
  if (index == nullptr) return invalid("index.json: lists no images");
  std::vector<IndexEntry>& entries = index->entries;
  const std::string names = names_of(entries);
  if (!name_.empty()) std::erase_if(entries, [&](const IndexEntry& entry) { return entry.name != name_; });
  if (entries.empty()) {
    return fail(ErrorCode::kNotFound,
                name_.empty() ? "it holds no image" : fmt::format("it holds no image \"{}\", but: {}", name_, names));
  }
  if (entries.size() == 1) return entries.front().descriptor;
  const bool same_name = std::ranges::all_of(entries, [&](const auto& e) { return e.name == entries.front().name; });
  if (same_name && entries.front().platform) return choose_platform(entries, platform_);
  return invalid(fmt::format("it holds several images; say which one, after a \":\": {}", names));
}

Result<std::string> LayoutSource::manifest(const BlobDescriptor& descriptor) {
  return files_->read(blob_name(descriptor), kManifestLimit);
}

Result<std::string> LayoutSource::config(const BlobDescriptor& descriptor) {
  return files_->read(blob_name(descriptor), kConfigLimit);
}

Result<os::Fd> LayoutSource::layer(const BlobDescriptor& descriptor) {
  TRY_ASSIGN(file, files_->open(blob_name(descriptor)));
  if (file.size != descriptor.digest.size) {
    return invalid(fmt::format("{}: has {} bytes, where the manifest says {}", blob_name(descriptor), file.size,
                               descriptor.digest.size));
  }
  return std::move(file.fd);
}

}  // namespace maelstrom::layers
