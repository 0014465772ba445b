#include "reapi/uploads.h"

#include <algorithm>
#include <utility>

#include "core/directory.h"

namespace maelstrom::reapi {

Result<bool> Uploads::provide(const EncodedJob& job, const std::vector<Digest>& layers, std::function<void()> later) {
  const auto provide = [&](const Digest& unit, const std::function<Result<Content>()>& content_of) -> Result<bool> {
    switch (claim(unit, later)) {
      case Claim::kThere:
        return true;
      case Claim::kTheirs:
        return false;
      case Claim::kOurs:
        break;
    }
    TRY(provide_unit(unit, content_of));
    return true;
  };
  for (const Digest& layer : layers) {
    TRY_ASSIGN(there, provide(layer, [&] { return tree(layer); }));
    if (!there) return false;
  }
  TRY_ASSIGN(there, provide(job.input_root->digest, [&] { return input_root(*job.input_root); }));
  if (!there) return false;
  // They are this job's alone, and so small that to ask whether they are there costs as much.
  Content own;
  for (const std::string* blob : {&job.action, &job.command}) {
    const Digest digest = digest_of(*blob);
    own.blobs.push_back(digest);
    own.own.emplace(digest, blob);
  }
  TRY(server_.send(own.blobs, [&](const Digest& blob) { return read(blob, own); }));
  return true;
}

std::uint64_t Uploads::epoch() const {
  const std::lock_guard lock(mutex_);
  return epoch_;
}

void Uploads::end_epoch(std::uint64_t epoch) {
  const std::lock_guard lock(mutex_);
  if (epoch != epoch_) return;
  ++epoch_;
  there_.clear();
  std::erase_if(units_, [](const auto& unit) { return unit.second.there; });
}

UploadTotals Uploads::totals() const {
  const std::lock_guard lock(mutex_);
  return totals_;
}

Uploads::Claim Uploads::claim(const Digest& unit, const std::function<void()>& later) {
  const std::lock_guard lock(mutex_);
  const auto [known, is_new] = units_.try_emplace(unit);
  if (is_new) return Claim::kOurs;
  if (known->second.there) return Claim::kThere;
  known->second.waiting.push_back(later);
  return Claim::kTheirs;
}

void Uploads::settle(const Digest& unit, bool there) {
  std::vector<std::function<void()>> waiting;
  {
    const std::lock_guard lock(mutex_);
    const auto known = units_.find(unit);
    waiting = std::exchange(known->second.waiting, {});
    known->second.there = there;
    if (!there) units_.erase(known);
  }
  for (const auto& later : waiting) later();
}

Status Uploads::provide_unit(const Digest& unit, const std::function<Result<Content>()>& content_of) {
  const std::uint64_t epoch = this->epoch();
  auto content = content_of();
  Status sent = content ? send(*content) : fail(content.error());
  // What was found to be there in an epoch that is over may be gone.
  settle(unit, sent && this->epoch() == epoch);
  return sent;
}

// Each Directory of a tree, and each file.
Result<Uploads::Content> Uploads::tree(const Digest& root) const {
  Content content;
  std::unordered_set<Digest> seen{root};
  std::vector<Digest> open{root};
  while (!open.empty()) {
    const Digest next = open.back();
    open.pop_back();
    content.blobs.push_back(next);
    TRY_ASSIGN(bytes, store_.get(next));
    TRY_ASSIGN(directory, Directory::decode(bytes));
    for (const FileNode& file : directory.files) {
      if (seen.insert(file.digest).second) content.blobs.push_back(file.digest);
    }
    for (const DirectoryNode& child : directory.directories) {
      if (seen.insert(child.digest).second) open.push_back(child.digest);
    }
  }
  return content;
}

// The trees of the layers, which are in it too, are units of their own.
Uploads::Content Uploads::input_root(const InputRoot& root) const {
  Content content{.blobs = {cell_}, .own = {}};
  for (const std::string& blob : root.blobs) {
    const Digest digest = digest_of(blob);
    if (content.own.emplace(digest, &blob).second) content.blobs.push_back(digest);
  }
  return content;
}

Status Uploads::send(const Content& content) {
  while (true) {
    std::vector<Digest> ours;
    bool others = false;
    {
      const std::lock_guard lock(mutex_);
      for (const Digest& blob : content.blobs) {
        if (there_.contains(blob)) continue;
        if (under_way_.insert(blob).second) {
          ours.push_back(blob);
        } else {
          others = true;
        }
      }
    }
    if (!ours.empty()) TRY(send_ours(ours, content));
    if (!others) return {};
    // Whoever has them sends them, and waits for nobody before. If that failed they are ours in the next round.
    std::unique_lock lock(mutex_);
    sent_.wait(lock, [&] {
      return std::ranges::none_of(content.blobs, [&](const Digest& blob) { return under_way_.contains(blob); });
    });
  }
}

Status Uploads::send_ours(const std::vector<Digest>& ours, const Content& content) {
  const std::uint64_t epoch = this->epoch();
  UploadTotals sent;
  Status done;
  auto missing = server_.missing(ours);
  if (missing) {
    for (const Digest& blob : *missing) {
      ++sent.blobs;
      sent.bytes += blob.size;
    }
    missing_ += sent.bytes;
    done = server_.send(*missing, [&](const Digest& blob) {
      begun_ += blob.size;
      return read(blob, content);
    });
  } else {
    done = fail(missing.error());
  }
  const std::lock_guard lock(mutex_);
  for (const Digest& blob : ours) {
    under_way_.erase(blob);
    if (done && epoch == epoch_) there_.insert(blob);
  }
  if (done) {
    totals_.blobs += sent.blobs;
    totals_.bytes += sent.bytes;
  }
  sent_.notify_all();
  return done;
}

Result<std::string> Uploads::read(const Digest& blob, const Content& content) const {
  const auto own = content.own.find(blob);
  if (own != content.own.end()) return *own->second;
  return store_.get(blob);
}

}  // namespace maelstrom::reapi
