#include "store/blobs.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <mutex>

#include "os/file.h"
#include "os/inode.h"
#include "store/eviction.h"
#include "store/index.h"
#include "store/transfer.h"

namespace maelstrom::store {
namespace {

// Fits the second-level cache, so that a chunk is still there when it is hashed and written.
constexpr std::size_t kChunk = 256 << 10;

struct timespec as_timespec(std::int64_t nanoseconds) {
  return {nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
}

}  // namespace

Result<Incoming> Blobs::receive(int fd, const std::string& name) {
  const auto buffer = std::make_unique_for_overwrite<char[]>(kChunk);
  TransferSource source{.fd = fd, .name = name, .given_up = given_up_};
  TRY_ASSIGN(length, read_chunk(source, {buffer.get(), kChunk}));
  if (length < kChunk) {
    std::string bytes(buffer.get(), length);
    const Digest digest = digest_of(bytes);
    return Incoming{digest, std::move(bytes)};
  }
  TRY_ASSIGN(file, session_.make_file());
  TRY_ASSIGN(info, os::stat_of(fd, name));
  if (S_ISREG(info.st_mode)) source.likely_size = static_cast<std::uint64_t>(info.st_size);
  TRY_ASSIGN(digest, transfer(source, file, {buffer.get(), length}));
  return Incoming{digest, std::move(file)};
}

Status Blobs::copy(int source, const Digest& digest, const TemporaryFile& target) {
  const auto buffer = std::make_unique_for_overwrite<char[]>(kChunk);
  const std::string name = digest.to_string();
  const TransferSource blob{.fd = source, .name = name, .likely_size = digest.size};
  TRY_ASSIGN(length, read_chunk(blob, {buffer.get(), kChunk}));
  TRY_ASSIGN(copied, transfer(blob, target, {buffer.get(), length}));
  if (copied != digest) return internal("blob " + name + ": the disk gave other bytes than were stored");
  return {};
}

Result<TemporaryFile> Blobs::file_of(Incoming incoming) {
  if (auto* file = std::get_if<TemporaryFile>(&incoming.content)) return std::move(*file);
  TRY_ASSIGN(file, session_.make_file());
  const auto* owned = std::get_if<std::string>(&incoming.content);
  TRY(os::write_all(file.fd(), owned != nullptr ? *owned : std::get<std::string_view>(incoming.content), file.path()));
  return file;
}

Status Blobs::publish(Incoming incoming, const InodeFace& face) {
  const Digest digest = incoming.digest;
  TRY_ASSIGN(there, use(digest));
  if (there) return {};
  TRY_ASSIGN(file, file_of(std::move(incoming)));
  return publish_file(std::move(file), digest, face);
}

Status Blobs::publish_file(TemporaryFile file, const Digest& digest, const InodeFace& face) {
  const std::string path = layout_.blob(digest);
  const std::int64_t now = file_clock();
  TRY_ASSIGN(published, file.publish(layout_, face, path, as_timespec(now)));
  if (!published) {
    TRY_ASSIGN(there, use(digest));
    if (there) return {};
    // A file of the wrong length: what a loss of power leaves.
    TRY(os::rename(file.path(), path));
  }
  added_ += digest.size;
  remember(digest, now);
  return {};
}

bool Blobs::is_recent(std::int64_t noted) const { return noted >= session_.began() - kGrace; }

void Blobs::remember(const Digest& digest, std::int64_t noted) {
  const std::unique_lock lock(mutex_);
  there_.insert_or_assign(digest, noted);
}

bool Blobs::use_known(const Digest& digest, std::int64_t noted) {
  if (!is_recent(noted)) return false;
  remember(digest, noted);
  return true;
}

Result<std::optional<std::int64_t>> Blobs::use(const Digest& digest) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto there = there_.find(digest); there != there_.end()) return there->second;
  }
  const std::string path = layout_.blob(digest);
  TRY_ASSIGN(info, os::stat_if_there({AT_FDCWD, path}));
  if (!info || static_cast<std::uint64_t>(info->st_size) != digest.size) return std::nullopt;
  std::int64_t noted = access_time(*info);
  if (!is_recent(noted)) {
    noted = file_clock();
    const auto touched = os::set_times({AT_FDCWD, path}, {.accessed = as_timespec(noted)});
    if (!touched && touched.error().code() == ErrorCode::kNotFound) return std::nullopt;  // evicted just now
    TRY(touched);
  }
  remember(digest, noted);
  return noted;
}

Result<std::string> Blobs::read(const Digest& digest) {
  const std::string path = layout_.blob(digest);
  auto bytes = os::read_file(path);
  if (!bytes && bytes.error().code() == ErrorCode::kNotFound) return fail(missing(digest));
  if (!bytes) return bytes;
  if (digest_of(*bytes).hash != digest.hash) {
    return internal(fmt::format("{}: the disk gave other bytes than were stored", path));
  }
  if (bytes->size() != digest.size) return fail(missing(digest));  // no such digest: the length is wrong
  return bytes;
}

Status Blobs::remove(const Digest& digest) {
  {
    const std::unique_lock lock(mutex_);
    there_.erase(digest);
  }
  return os::remove_file(layout_.blob(digest));
}

Error Blobs::missing(const Digest& digest) {
  const std::unique_lock lock(mutex_);
  there_.erase(digest);
  missing_.push_back(digest);
  return Error(ErrorCode::kNotFound, "blob " + digest.to_string() + " is not there");
}

std::vector<Digest> Blobs::take_missing() {
  const std::unique_lock lock(mutex_);
  return std::exchange(missing_, {});
}

void Blobs::forget_all() {
  const std::unique_lock lock(mutex_);
  there_.clear();
}

}  // namespace maelstrom::store
