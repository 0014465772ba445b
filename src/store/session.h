// One process's presence in a store: its directory below tmp/, locked as long as it lives.
//
// The directory's name says since when. A directory that is not locked was left by a process that
// died; whoever comes next removes it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "os/fd.h"
#include "store/layout.h"

namespace maelstrom::store {

// While one is held, no session begins and nobody else evicts.
class Gate {
 public:
  static Result<Gate> enter(const Layout& layout);  // shared: with others that begin a session
  static Result<Gate> close(const Layout& layout);  // alone
  static Result<std::optional<Gate>> try_close(const Layout& layout);

 private:
  explicit Gate(os::Fd fd) : fd_(std::move(fd)) {}
  os::Fd fd_;
};

// A file that is being written, removed unless it is published.
class TemporaryFile {
 public:
  TemporaryFile(os::Fd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}
  TemporaryFile(TemporaryFile&& other) noexcept : fd_(std::move(other.fd_)), path_(std::exchange(other.path_, {})) {}
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile();

  int fd() const { return fd_.get(); }
  const std::string& path() const { return path_; }

  // Gives the file its face and its owner, and its name `target`. False: a file of that name was
  // there and stays.
  Result<bool> publish(const Layout& layout, const InodeFace& face, const std::string& target,
                       const std::optional<struct timespec>& accessed);

 private:
  os::Fd fd_;
  std::string path_;
};

class Session {
 public:
  // Removes what dead processes left, as far as this one may.
  static Result<std::unique_ptr<Session>> begin(const Layout& layout);
  ~Session();

  std::int64_t began() const { return began_; }  // ns since 1970
  // True if another process died in here without taking leave.
  bool found_dead() const { return found_dead_; }

  Result<TemporaryFile> make_file();
  std::string unused_path();  // below this session's directory

  // When the oldest of the other living sessions began; none if this one is alone. The gate is closed.
  Result<std::optional<std::int64_t>> oldest_other(const Gate& gate) const;

 private:
  Session(const Layout& layout, std::int64_t began) : layout_(layout), began_(began) {}
  Status make_directory();
  Status take_in_dead();

  const Layout layout_;
  const std::int64_t began_;
  std::string path_;
  os::Fd lock_;
  bool found_dead_ = false;
  std::atomic<std::uint64_t> next_{0};
};

}  // namespace maelstrom::store
