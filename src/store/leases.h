// Which trees are in use, known to every process through locks of the kernel.
//
// A tree's lock is one byte of root/leases.lock, at an offset made of its digest. Two trees that
// share a byte are only kept longer than need be. One descriptor serves all trees of a process, and
// a process that is killed holds nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "core/digest.h"
#include "os/fd.h"

namespace maelstrom::store {

// Safe to use from several threads.
class Leases {
 public:
  static Result<std::shared_ptr<Leases>> open(const std::string& root);

  // Waits while the tree is being evicted.
  Status hold(const Digest& tree);
  void release(const Digest& tree);

  // Keeps everyone from holding the tree as long as it lives.
  class Exclusion {
   public:
    Exclusion(Exclusion&& other) noexcept : leases_(std::exchange(other.leases_, nullptr)), offset_(other.offset_) {}
    Exclusion& operator=(Exclusion&&) = delete;
    ~Exclusion();

   private:
    friend class Leases;
    Exclusion(Leases& leases, std::uint64_t offset) : leases_(&leases), offset_(offset) {}
    Leases* leases_;
    std::uint64_t offset_;
  };
  // None if the tree is held, by this process or another. One at a time for each process.
  Result<std::optional<Exclusion>> exclude(const Digest& tree);

 private:
  std::string path_;
  os::Fd shared_;
  os::Fd exclusive_;  // another open file description: it conflicts with this process's own leases
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::uint32_t> held_;  // offset → how often
};

}  // namespace maelstrom::store
