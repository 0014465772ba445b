#include "worker/tree_fetch.h"

#include <algorithm>
#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "worker/blob_stream.h"

namespace maelstrom::worker {
namespace {

// What several readers have come to.
class Readings {
 public:
  void note(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = error;
  }
  void note_missing(const std::vector<Digest>& missing) {
    const std::lock_guard lock(mutex_);
    missing_.insert(missing_.end(), missing.begin(), missing.end());
  }
  bool failed() {
    const std::lock_guard lock(mutex_);
    return error_.has_value();
  }
  Attempt<void> end() {
    if (error_) return give_up(status_of(*error_));
    if (!missing_.empty()) return give_up(missing_blobs(std::move(missing_)));
    return {};
  }

 private:
  std::mutex mutex_;
  std::optional<Error> error_;
  std::vector<Digest> missing_;
};

}  // namespace

Attempt<std::uint64_t> TreeFetch::run(const Digest& root) {
  if (auto read = read_directories(root); !read) return give_up(std::move(read).error());
  if (const Status checked = check_tree(root, directories_, ports_.limits); !checked) {
    return give_up(status_of(checked.error()));
  }
  for (const reapi::BlobBytes& directory : new_directories_) {
    if (const auto put = ports_.store.put(directory.bytes); !put) return give_up(status_of(put.error()));
  }
  if (auto read = read_files(); !read) return give_up(std::move(read).error());
  return bytes_;
}

// Level by level: each names the next.
Attempt<void> TreeFetch::read_directories(const Digest& root) {
  std::unordered_set<Digest> level{root};
  for (int depth = 0; !level.empty(); ++depth) {
    std::vector<Digest> asked;
    for (const Digest& digest : level) {
      if (depth > ports_.limits.depth || digest.size > ports_.limits.directory_bytes ||
          directories_.size() > ports_.limits.entries) {
        return give_up(status_of(Error(ErrorCode::kInvalid, "a tree that is too deep or too large")));
      }
      const auto bytes = ports_.store.is_there(digest) ? ports_.store.get(digest) : internal("not there");
      if (!bytes) {
        asked.push_back(digest);
      } else if (const Status taken = take_directory(digest, *bytes); !taken) {
        return give_up(status_of(taken.error()));
      }
    }
    auto read = in_groups(asked, [this](const std::vector<Digest>& group) { return read_group(group); });
    if (!read) return read;
    std::unordered_set<Digest> next;
    for (const Digest& digest : level) {
      for (const DirectoryNode& child : directories_.at(digest).directories) {
        if (!directories_.contains(child.digest)) next.insert(child.digest);
      }
    }
    level = std::move(next);
  }
  return {};
}

Result<std::vector<Digest>> TreeFetch::read_group(const std::vector<Digest>& directories) {
  TRY_ASSIGN(read, ports_.reader.read(directories, ports_.go_on));
  const std::lock_guard lock(mutex_);
  for (reapi::BlobBytes& blob : read.found) {
    TRY(take_directory(blob.digest, blob.bytes));
    new_directories_.push_back(std::move(blob));
  }
  return std::move(read.missing);
}

Status TreeFetch::take_directory(const Digest& digest, std::string_view bytes) {
  TRY_ASSIGN_IN("directory " + digest.to_string(), directory, Directory::decode(bytes));
  directories_.emplace(digest, std::move(directory));
  return {};
}

Attempt<void> TreeFetch::read_files() {
  // With the face that trees will ask of them, which saves the store a copy.
  std::unordered_map<Digest, NodeProperties> wanted;
  for (const auto& [digest, directory] : directories_) {
    for (const FileNode& file : directory.files) {
      if (file.properties.fifo || wanted.contains(file.digest) || ports_.store.contains(file.digest)) continue;
      NodeProperties likely = file.properties;
      if (!likely.unix_mode && file.executable) likely.unix_mode = 0555;
      wanted.emplace(file.digest, likely);
    }
  }
  std::vector<Digest> blobs;
  blobs.reserve(wanted.size());
  for (const auto& [digest, likely] : wanted) blobs.push_back(digest);
  // The largest first: they take longest.
  std::ranges::sort(blobs, std::greater(), &Digest::size);
  return in_groups(blobs, [&](const std::vector<Digest>& group) -> Result<std::vector<Digest>> {
    const Digest& first = group.front();
    if (BlobReader::is_large(first)) return stream(first, wanted.at(first));
    TRY_ASSIGN(read, ports_.reader.read(group, ports_.go_on));
    for (const reapi::BlobBytes& blob : read.found) TRY(ports_.store.put(blob.bytes, wanted.at(blob.digest)));
    return std::move(read.missing);
  });
}

Result<std::vector<Digest>> TreeFetch::stream(const Digest& blob, const NodeProperties& likely) {
  std::optional<BlobStream> into_store;
  const auto begin = [&]() -> Result<BlobReader::Take> {
    into_store.reset();
    TRY_ASSIGN(begun, BlobStream::begin(ports_.store, likely));
    into_store.emplace(std::move(begun));
    return [&](std::string_view bytes) { return into_store->write(bytes); };
  };
  TRY_ASSIGN(there, ports_.reader.stream(blob, begin, ports_.go_on));
  if (!there) return std::vector<Digest>{blob};
  TRY_ASSIGN(stored, into_store->end());
  if (stored != blob) return invalid("blob " + blob.to_string() + ": the server sent something else");
  return std::vector<Digest>{};
}

// `read` gives what is missing of a group; several are read at once.
Attempt<void> TreeFetch::in_groups(const std::vector<Digest>& blobs, const Read& read) {
  if (blobs.empty()) return {};
  Readings readings;
  std::vector<Crew::Task> tasks;
  for (std::vector<Digest>& group : BlobReader::grouped(blobs)) {
    tasks.emplace_back([&, group = std::move(group)] {
      if (readings.failed()) return;
      if (!ports_.go_on()) return readings.note({ErrorCode::kInterrupted, "the action was given up"});
      auto missing = read(group);
      if (missing) return readings.note_missing(*missing);
      readings.note(missing.error());
    });
  }
  ports_.crew.run(std::move(tasks));
  for (const Digest& blob : blobs) bytes_ += blob.size;
  return readings.end();
}

}  // namespace maelstrom::worker
