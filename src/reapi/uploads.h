// What jobs are made of, on its way to a server: each blob once, however many jobs share it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "reapi/job_encoder.h"
#include "reapi/remote_blobs.h"
#include "store/store.h"

namespace maelstrom::reapi {

struct UploadTotals {
  std::uint64_t blobs = 0;
  std::uint64_t bytes = 0;
};

// What the server lacks of all that was asked for so far, and what of it is on its way, or there.
struct UploadProgress {
  std::uint64_t missing = 0;  // bytes
  std::uint64_t begun = 0;    // of them
};

// Safe to use from several threads.
class Uploads {
 public:
  // `server` and `store` outlive this object. `cell`: of the program that the store has, and every input root.
  Uploads(const RemoteBlobs& server, const store::Store& store, const Digest& cell)
      : server_(server), store_(store), cell_(cell) {}

  // What `job`, whose layers' trees are `layers`, needs: it is there when this returns true. False: another thread is
  // sending a part of it, and `later` is called, from that thread, when it is worth to ask again.
  // Errors: those of the server; NotFound if the store lacks a blob.
  Result<bool> provide(const EncodedJob& job, const std::vector<Digest>& layers, std::function<void()> later);

  // What the server is known to have. A job that was provided in one epoch and lacks a blob all the same ends it:
  // everything is asked for again. Others that ended the epoch before it did so for it, too.
  std::uint64_t epoch() const;
  void end_epoch(std::uint64_t epoch);

  UploadTotals totals() const;
  UploadProgress progress() const { return {missing_, begun_}; }

 private:
  // What is provided as a whole: a layer's tree, or an input root with what is in no layer.
  struct Unit {
    bool there = false;  // else it is under way
    std::vector<std::function<void()>> waiting;
  };
  struct Content {
    std::vector<Digest> blobs;
    std::unordered_map<Digest, const std::string*> own;  // those that the store does not have
  };
  enum class Claim : std::uint8_t { kThere, kOurs, kTheirs };

  Claim claim(const Digest& unit, const std::function<void()>& later);
  void settle(const Digest& unit, bool there);
  Status provide_unit(const Digest& unit, const std::function<Result<Content>()>& content_of);
  Result<Content> tree(const Digest& root) const;
  Content input_root(const InputRoot& root) const;
  Status send(const Content& content);
  Status send_ours(const std::vector<Digest>& ours, const Content& content);
  Result<std::string> read(const Digest& blob, const Content& content) const;

  const RemoteBlobs& server_;
  const store::Store& store_;
  const Digest cell_;

  mutable std::mutex mutex_;  // of all below
  std::condition_variable sent_;
  std::uint64_t epoch_ = 0;
  std::unordered_map<Digest, Unit> units_;
  std::unordered_set<Digest> there_;
  std::unordered_set<Digest> under_way_;
  UploadTotals totals_;

  std::atomic<std::uint64_t> missing_{0};
  std::atomic<std::uint64_t> begun_{0};
};

}  // namespace maelstrom::reapi
