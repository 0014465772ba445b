#include "store/memo.h"

#include <fmt/format.h>

#include "os/file.h"
#include "os/lock.h"

namespace maelstrom::store {
namespace {
constexpr std::uint64_t kRecordLimit = UINT64_C(256) << 20;
}  // namespace

std::string Memos::directory_of(std::string_view kind, const Digest& question) const {
  return fmt::format("{}/{}/{}", directory_, kind, question.hex().substr(0, 2));
}

Result<std::optional<std::string>> Memos::find(std::string_view kind, const Digest& question) const {
  auto record = os::read_file(directory_of(kind, question) + "/" + question.hex(), kRecordLimit);
  if (record) return std::move(*record);
  if (record.error().code() == ErrorCode::kNotFound) return std::nullopt;
  return fail(std::move(record).error());
}

Status Memos::remember(std::string_view kind, const Digest& question, std::string_view record) const {
  const std::string directory = directory_of(kind, question);
  TRY(os::make_directories(directory));
  return os::replace_file(directory + "/" + question.hex(), record);
}

Result<os::Fd> Memos::lock(std::string_view kind, const Digest& question) const {
  const std::string directory = directory_of(kind, question);
  TRY(os::make_directories(directory));
  const std::string path = directory + "/" + question.hex() + ".lock";
  TRY_ASSIGN(fd, os::open(path, O_RDWR | O_CREAT, 0644));
  TRY(os::lock_file(fd.get(), path, os::LockKind::kExclusive));
  return fd;
}

}  // namespace maelstrom::store
