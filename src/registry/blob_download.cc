#include "registry/blob_download.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include "os/file.h"
#include "os/inode.h"
#include "os/lock.h"

namespace maelstrom::registry {
namespace {

constexpr std::size_t kPiece = 1 << 18;
constexpr std::chrono::milliseconds kBetweenTries(50);

// Opens and locks the file at `path`; another program may have taken it away while we waited for the lock.
Result<os::Fd> open_locked(const std::string& path, const std::function<Status(std::chrono::milliseconds)>& wait) {
  while (true) {
    TRY_ASSIGN(fd, os::open(path, O_RDWR | O_CREAT, 0600));
    TRY_ASSIGN(locked, os::try_lock_file(fd.get(), path, os::LockKind::kExclusive));
    if (!locked) {
      TRY(wait(kBetweenTries));
      continue;
    }
    TRY_ASSIGN(opened, os::stat_of(fd.get(), path));
    TRY_ASSIGN(there, os::stat_if_there({AT_FDCWD, path}));
    if (there && there->st_ino == opened.st_ino) return fd;
  }
}

}  // namespace

class BlobDownload::File final : public Download {
 public:
  File(os::Fd fd, std::string path, const Digest& digest, Progress progress)
      : fd_(std::move(fd)), path_(std::move(path)), digest_(digest), progress_(std::move(progress)) {}

  // Reads what earlier attempts have left.
  Status read_old() {
    std::vector<char> piece(kPiece);
    while (true) {
      const ssize_t count = ::read(fd_.get(), piece.data(), piece.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return fail(system_error(errno, "read", path_));
      if (count == 0) break;
      hash_.update({piece.data(), static_cast<std::size_t>(count)});
      have_ += static_cast<std::uint64_t>(count);
    }
    old_ = have_;
    return have_ > digest_.size ? begin_anew() : Status{};
  }

  Status begin_anew() {
    if (::ftruncate(fd_.get(), 0) != 0) return fail(system_error(errno, "ftruncate", path_));
    if (::lseek(fd_.get(), 0, SEEK_SET) < 0) return fail(system_error(errno, "lseek", path_));
    static_cast<void>(hash_.finish());
    have_ = 0;
    old_ = 0;
    return {};
  }

  std::uint64_t have() const override { return have_; }

  // A server that knows no ranges begins at the first byte.
  Status begin(int status) override { return status == 200 && have_ > 0 ? begin_anew() : Status{}; }

  Status take(std::string_view bytes) override {
    if (bytes.size() > digest_.size - have_) {
      TRY(begin_anew());
      return invalid(fmt::format("more than the {} bytes that the manifest says", digest_.size));
    }
    TRY(os::write_all(fd_.get(), bytes, path_));
    hash_.update(bytes);
    have_ += bytes.size();
    if (progress_) progress_({digest_, have_});
    return {};
  }

  Status fetch(const std::function<Status(Download&)>& get) {
    while (true) {
      if (have_ < digest_.size) TRY(get(*this));
      if (have_ < digest_.size) return invalid(fmt::format("{} of {} bytes, and no more", have_, digest_.size));
      const Digest found = hash_.finish();
      if (found.hash == digest_.hash) return {};
      const bool resumed = old_ > 0;
      TRY(begin_anew());
      if (!resumed) return invalid(fmt::format("gave sha256:{} for sha256:{}", found.hex(), digest_.hex()));
    }
  }

  Result<os::Fd> finish() {
    TRY(os::remove_file(path_));
    if (::lseek(fd_.get(), 0, SEEK_SET) < 0) return fail(system_error(errno, "lseek", path_));
    return std::move(fd_);
  }

 private:
  os::Fd fd_;
  const std::string path_;
  const Digest digest_;
  const Progress progress_;
  Sha256 hash_;
  std::uint64_t have_ = 0;
  std::uint64_t old_ = 0;  // bytes of earlier attempts, which nobody has checked
};

BlobDownload::BlobDownload(std::unique_ptr<File> file) : file_(std::move(file)) {}
BlobDownload::BlobDownload(BlobDownload&&) noexcept = default;
BlobDownload& BlobDownload::operator=(BlobDownload&&) noexcept = default;
BlobDownload::~BlobDownload() = default;

Result<BlobDownload> BlobDownload::open(const Depot& depot, const Digest& digest) {
  const std::string directory = depot.directory + "/partial";
  TRY(os::make_directories(directory));
  std::string path = directory + "/sha256-" + digest.hex();
  TRY_ASSIGN(fd, open_locked(path, depot.wait));
  auto file = std::make_unique<File>(std::move(fd), std::move(path), digest, depot.progress);
  TRY(file->read_old());
  return BlobDownload(std::move(file));
}

Status BlobDownload::fetch(const std::function<Status(Download&)>& get) { return file_->fetch(get); }
Result<os::Fd> BlobDownload::finish() { return file_->finish(); }

}  // namespace maelstrom::registry
