#include "layers/image_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/strings.h"
#include "layers/inside_path.h"
#include "layers/tar_reader.h"
#include "os/file.h"
#include "os/inode.h"

namespace maelstrom::layers {
namespace {

constexpr std::size_t kPiece = 1 << 20;
constexpr std::uint64_t kArchiveLimit = UINT64_C(128) << 30;
constexpr std::size_t kMostFiles = 100'000;

// A file that is gone when it is closed, and in no directory if the file system can do that.
Result<os::Fd> unnamed_file(const std::string& directory) {
  auto fd = os::open(directory, O_TMPFILE | O_RDWR, 0600);
  if (fd || fd.error().code() == ErrorCode::kDenied) return fd;
  std::string path = directory + "/archive-XXXXXX";
  const int made = ::mkostemp(path.data(), O_CLOEXEC);
  if (made < 0) return fail(system_error(errno, "mkostemp", path));
  os::Fd file(made);
  TRY(os::remove_file(path));
  return file;
}

// "/blobs/x" for "./blobs/x" and "blobs/x".
std::string key_of(std::string_view name) { return resolve_text("/", name); }

}  // namespace

Result<std::string> ImageFiles::read(const std::string& name, std::uint64_t limit) {
  TRY_ASSIGN(file, open(name));
  if (file.size > limit) return invalid(fmt::format("{}: has {} bytes, at most {} are taken", name, file.size, limit));
  std::string bytes(file.size, '\0');
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::read(file.fd.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(system_error(errno, "read", name));
    if (count == 0) return invalid(name + ": ends too early");
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

Result<ImageFiles::OpenFile> DirectoryFiles::open(const std::string& name) {
  const std::string path = directory_ + "/" + name;
  TRY_ASSIGN(fd, os::open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  TRY_ASSIGN(info, os::stat_of(fd.get(), path));
  if (!S_ISREG(info.st_mode)) return invalid(path + ": not a regular file");
  return OpenFile{std::move(fd), static_cast<std::uint64_t>(info.st_size)};
}

Result<std::unique_ptr<ArchiveFiles>> ArchiveFiles::unpack(const std::string& archive, const std::string& scratch,
                                                           const store::Store& store) {
  TRY_ASSIGN(copy, unnamed_file(scratch));
  std::unique_ptr<ArchiveFiles> files(new ArchiveFiles(std::move(copy)));
  TRY_IN(printable(archive), files->fill(archive, store));
  return files;
}

Status ArchiveFiles::fill(const std::string& archive, const store::Store& store) {
  TRY_ASSIGN(file, os::open(archive, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  TRY_ASSIGN(reader, TarReader::open(std::move(file)));
  std::uint64_t end = 0;
  while (true) {
    TRY_ASSIGN(entry, reader.next());
    if (!entry) return {};
    const std::string key = key_of(entry->name);
    if (files_.size() + links_.size() > kMostFiles) return invalid("more than 100 000 files");
    if (entry->hard_link) {
      links_[key] = key_of(*entry->hard_link);
    } else if (S_ISLNK(entry->kind)) {
      links_[key] = resolve_text(parent_of(key), entry->symlink);
    }
    if (entry->hard_link || !S_ISREG(entry->kind)) continue;
    if (entry->size > kArchiveLimit - end) return invalid("more than 128 GiB of files");
    const std::uint64_t begin = end;
    while (end < begin + entry->size) {
      TRY(store.go_on());
      TRY_ASSIGN(bytes, reader.read_some(kPiece));
      if (bytes.empty()) return invalid(printable(entry->name) + ": ends too early");
      TRY(os::write_all(copy_.get(), bytes, "the copy"));
      end += bytes.size();
    }
    files_[key] = {begin, entry->size};
  }
}

Result<ImageFiles::OpenFile> ArchiveFiles::open(const std::string& name) {
  std::string key = key_of(name);
  // `docker save` of old writes a layer that it has twice as a link to the other.
  if (const auto link = links_.find(key); link != links_.end()) key = link->second;
  const auto file = files_.find(key);
  if (file == files_.end()) return fail(ErrorCode::kNotFound, printable(name) + ": not in the archive");
  // An offset of its own, for each who reads.
  TRY_ASSIGN(fd, os::open(fmt::format("/proc/self/fd/{}", copy_.get()), O_RDONLY));
  if (::lseek(fd.get(), static_cast<off_t>(file->second.offset), SEEK_SET) < 0) {
    return fail(system_error(errno, "lseek", name));
  }
  return OpenFile{std::move(fd), file->second.size};
}

}  // namespace maelstrom::layers
