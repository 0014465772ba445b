#include "store/session.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>

#include "base/strings.h"
#include "os/file.h"
#include "os/inode.h"
#include "os/lock.h"
#include "store/index.h"

namespace maelstrom::store {
namespace {

Result<os::Fd> open_gate(const Layout& layout, std::string& path) {
  path = layout.root() + "/gate.lock";
  return os::open(path, O_RDWR | O_CREAT, 0644);
}

// The locked descriptor of a directory whose process is gone; none if it lives.
Result<os::Fd> lock_if_dead(const std::string& path) {
  auto fd = os::open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!fd) return fd;
  TRY_ASSIGN(dead, os::try_lock_file(fd->get(), path, os::LockKind::kExclusive));
  if (!dead) fd->reset();
  return fd;
}

}  // namespace

Result<Gate> Gate::enter(const Layout& layout) {
  std::string path;
  TRY_ASSIGN(fd, open_gate(layout, path));
  TRY(os::lock_file(fd.get(), path, os::LockKind::kShared));
  return Gate(std::move(fd));
}

Result<Gate> Gate::close(const Layout& layout) {
  std::string path;
  TRY_ASSIGN(fd, open_gate(layout, path));
  TRY(os::lock_file(fd.get(), path, os::LockKind::kExclusive));
  return Gate(std::move(fd));
}

Result<std::optional<Gate>> Gate::try_close(const Layout& layout) {
  std::string path;
  TRY_ASSIGN(fd, open_gate(layout, path));
  TRY_ASSIGN(locked, os::try_lock_file(fd.get(), path, os::LockKind::kExclusive));
  std::optional<Gate> gate;
  if (locked) gate = Gate(std::move(fd));
  return gate;
}

TemporaryFile::~TemporaryFile() {
  // What cannot be removed goes with the session's directory.
  if (!path_.empty()) static_cast<void>(os::remove_file(path_));
}

Result<bool> TemporaryFile::publish(const Layout& layout, const InodeFace& face, const std::string& target,
                                    const std::optional<struct timespec>& accessed) {
  TRY(layout.own(fd_.get(), path_));
  TRY(os::set_mode(fd_.get(), path_, face.mode));  // after the owner: chown(2) clears set-user-ID
  TRY(os::set_times(fd_.get(), path_, {.accessed = accessed, .modified = face.time()}));
  auto renamed = os::rename_unless_there(path_, target);
  if (!renamed && renamed.error().code() == ErrorCode::kNotFound) {
    TRY(layout.make_parent(target));
    renamed = os::rename_unless_there(path_, target);
  }
  if (!renamed) return fail(std::move(renamed).error());
  if (*renamed == os::Renamed::kOtherIsThere) return false;
  path_.clear();
  return true;
}

Result<std::unique_ptr<Session>> Session::begin(const Layout& layout) {
  std::unique_ptr<Session> session(new Session(layout, file_clock()));
  {
    TRY_ASSIGN(gate, Gate::enter(layout));
    TRY(session->make_directory());
  }
  TRY(session->take_in_dead());
  return session;
}

Status Session::make_directory() {
  path_ = fmt::format("{}/{:020}.XXXXXX", layout_.temporary(), began_);
  if (::mkdtemp(path_.data()) == nullptr) return fail(system_error(errno, "mkdtemp", path_));
  TRY_ASSIGN(fd, os::open(path_, O_RDONLY | O_DIRECTORY));
  TRY(os::lock_file(fd.get(), path_, os::LockKind::kExclusive));
  lock_ = std::move(fd);
  return {};
}

Session::~Session() {
  // What cannot be removed now is removed by a later session.
  if (!path_.empty()) static_cast<void>(os::remove_tree(path_));
}

// Moves the directories of the dead into this one, from which they are removed without the gate.
Status Session::take_in_dead() {
  TRY_ASSIGN(entries, os::list_directory(layout_.temporary()));
  if (entries.size() < 2) return {};
  std::string trash;
  {
    TRY_ASSIGN(gate, Gate::try_close(layout_));
    if (!gate) return {};  // another one is at it
    for (const auto& entry : entries) {
      const std::string path = layout_.temporary() + "/" + entry.name;
      if (path == path_) continue;
      const auto dead = lock_if_dead(path);
      if (!dead || !*dead) continue;  // gone already, another user's, or alive
      if (trash.empty()) {
        trash = unused_path();
        TRY(os::make_directory(trash));
      }
      if (os::rename(path, trash + "/" + entry.name)) found_dead_ = true;
    }
  }
  if (!trash.empty()) static_cast<void>(os::remove_tree(trash));  // else with this session's own directory
  return {};
}

std::string Session::unused_path() { return path_ + "/" + std::to_string(next_.fetch_add(1)); }

Result<TemporaryFile> Session::make_file() {
  std::string path = unused_path();
  TRY_ASSIGN(fd, os::open(path, O_RDWR | O_CREAT | O_EXCL, 0600));
  return TemporaryFile(std::move(fd), std::move(path));
}

Result<std::optional<std::int64_t>> Session::oldest_other(const Gate&) const {
  TRY_ASSIGN(entries, os::list_directory(layout_.temporary()));
  for (const auto& entry : entries) {  // sorted by name, hence by time
    const std::string path = layout_.temporary() + "/" + entry.name;
    if (path == path_) continue;
    const auto dead = lock_if_dead(path);
    // One that cannot be looked at may live.
    if (dead ? static_cast<bool>(*dead) : dead.error().code() == ErrorCode::kNotFound) continue;
    const auto began = parse_unsigned(entry.name.substr(0, entry.name.find('.')));
    return std::optional<std::int64_t>(began ? static_cast<std::int64_t>(*began) : 0);
  }
  return std::nullopt;
}

}  // namespace maelstrom::store
