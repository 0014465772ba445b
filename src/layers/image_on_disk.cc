#include "layers/image_on_disk.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "layers/image_docker_archive.h"
#include "layers/image_files.h"
#include "layers/image_layout.h"
#include "layers/image_memo.h"
#include "os/file.h"
#include "store/index.h"

namespace maelstrom::layers {
namespace {

constexpr std::string_view kArchives = "image-archives";

std::string path_of(const DiskImage& image) {
  return image.reference.name.starts_with('/') ? image.reference.name : image.project + "/" + image.reference.name;
}

Result<std::unique_ptr<ImageSource>> open_archive(const DiskImage& image, const std::string& path,
                                                  const store::Store& store, const ImportOptions& options) {
  TRY(os::make_directories(image.scratch));
  TRY_ASSIGN(files, ArchiveFiles::unpack(path, image.scratch, store));
  if (image.reference.transport == ImageTransport::kDockerArchive) {
    return std::make_unique<DockerArchiveSource>(std::move(files), image.reference.tag);
  }
  return std::make_unique<LayoutSource>(std::move(files), image.reference.tag, options.platform);
}

// What an archive's image was when its file was the same.
class ArchiveMemo {
 public:
  ArchiveMemo(const DiskImage& image, const struct stat& info, store::Store& store, const ImportOptions& options)
      : store_(store), options_(options), fingerprint_(store::fingerprint_of(info)) {
    question_ = digest_of(fmt::format("{} {} {} {} {} {} {}", static_cast<int>(image.reference.transport),
                                      fingerprint_.identity.device, fingerprint_.identity.inode, fingerprint_.size,
                                      fingerprint_.mtime, fingerprint_.ctime, image.reference.tag));
  }

  Result<std::optional<ImportedImage>> find() {
    TRY_ASSIGN(record, store_.memos().find(kArchives, question_));
    const auto root = record ? Digest::parse(*record) : Result<Digest>(invalid("none"));
    if (!root) return std::nullopt;
    return find_image(store_, *root, options_.platform);
  }

  Status remember(const Digest& root, std::int64_t started) {
    if (!store::is_telling(fingerprint_, started)) return {};
    return store_.memos().remember(kArchives, question_, root.to_string());
  }

 private:
  store::Store& store_;
  const ImportOptions& options_;
  store::Fingerprint fingerprint_;
  Digest question_;
};

// Notes what it resolved to.
class NotingSource final : public ImageSource {
 public:
  explicit NotingSource(ImageSource& source) : source_(source) {}
  Result<BlobDescriptor> resolve() override {
    auto root = source_.resolve();
    if (root) root_ = root->digest;
    return root;
  }
  Result<std::string> manifest(const BlobDescriptor& descriptor) override { return source_.manifest(descriptor); }
  Result<std::string> config(const BlobDescriptor& descriptor) override { return source_.config(descriptor); }
  Result<os::Fd> layer(const BlobDescriptor& descriptor) override { return source_.layer(descriptor); }
  const Digest& root() const { return root_; }

 private:
  ImageSource& source_;
  Digest root_;
};

Result<ImportedImage> import_archive(const DiskImage& image, store::Store& store, const ImportOptions& options) {
  const std::string path = path_of(image);
  const std::int64_t started = store::file_clock();
  TRY_ASSIGN(info, os::stat(path));
  if (!S_ISREG(info.st_mode)) return invalid(path + ": not a regular file");
  ArchiveMemo memo(image, info, store, options);
  TRY_ASSIGN(known, memo.find());
  if (known) return std::move(*known);
  TRY_ASSIGN(archive, open_archive(image, path, store, options));
  NotingSource source(*archive);
  TRY_ASSIGN(imported, import_image(source, store, options));
  TRY(memo.remember(source.root(), started));
  return imported;
}

Result<ImportedImage> import_layout(const DiskImage& image, store::Store& store, const ImportOptions& options) {
  const std::string path = path_of(image);
  if (!os::is_directory(path)) {
    return fail(ErrorCode::kNotFound, path + ": no such directory; a file is named by oci-archive: or docker-archive:");
  }
  LayoutSource source(std::make_unique<DirectoryFiles>(path), image.reference.tag, options.platform);
  return import_image(source, store, options);
}

}  // namespace

Result<ImportedImage> import_from_disk(const DiskImage& image, store::Store& store, const ImportOptions& options) {
  const bool layout = image.reference.transport == ImageTransport::kLayout;
  auto imported = layout ? import_layout(image, store, options) : import_archive(image, store, options);
  if (!imported) return fail(std::move(imported).error().in(image.reference.to_string()));
  return imported;
}

}  // namespace maelstrom::layers
