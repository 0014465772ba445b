#include "store/verification.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "os/file.h"
#include "store/transfer.h"

namespace maelstrom::store {
namespace {

constexpr std::size_t kChunk = 256 << 10;
constexpr std::size_t kHexDigits = 64;
constexpr const char* kNoDescription = "cannot be compared: its description is not in the store any more";

Result<Digest> digest_of_file(int fd, const std::string& name) {
  const auto buffer = std::make_unique_for_overwrite<char[]>(kChunk);
  Sha256 hash;
  while (true) {
    TRY_ASSIGN(length, read_chunk({.fd = fd, .name = name}, {buffer.get(), kChunk}));
    hash.update({buffer.get(), length});
    if (length < kChunk) return hash.finish();
  }
}

// The digest that an entry is named after; its size is not in the name. None: the name is none of the store's.
std::optional<Digest> named_after(const std::string& path, const std::string& name) {
  auto digest = Digest::parse(name.substr(0, kHexDigits) + "/0");
  if (!digest || name.size() < kHexDigits) return std::nullopt;
  return path.ends_with("/" + name.substr(0, 2) + "/" + name) ? std::optional(*digest) : std::nullopt;
}

// Calls `look` with the path and the name of each entry two levels below `top`. What goes meanwhile is none.
template <typename Look>
Status for_each_entry(const std::string& top, const Look& look) {
  TRY_ASSIGN(shards, os::list_directory(top));
  for (const auto& shard : shards) {
    auto entries = os::list_directory(top + "/" + shard.name);
    if (!entries && entries.error().code() == ErrorCode::kNotFound) continue;
    TRY(entries);
    for (const auto& entry : *entries) TRY(look(top + "/" + shard.name + "/" + entry.name, entry.name));
  }
  return {};
}

std::string in_quotes(const std::string& name) { return "\"" + name + "\""; }

}  // namespace

Result<VerifiedStore> Verification::run() {
  TRY(look_at_index());
  TRY(look_at_contents(rooms_.layout.blobs()));
  TRY(look_at_contents(rooms_.layout.inodes()));
  TRY(for_each_entry(rooms_.layout.trees(),
                     [this](const std::string& path, const std::string& name) { return look_at_tree(path, name); }));
  return std::move(verified_);
}

Status Verification::look_at_index() {
  TRY_ASSIGN(sound, rooms_.index.check());
  if (sound) return {};
  verified_.flaws.push_back({rooms_.layout.root() + "/index.sqlite", "is a damaged database", Flaw::Fate::kDropped});
  return {};
}

Status Verification::look_at_contents(const std::string& top) {
  return for_each_entry(
      top, [this](const std::string& path, const std::string& name) { return look_at_content(path, name); });
}

Status Verification::look_at_content(const std::string& path, const std::string& name) {
  const auto digest = named_after(path, name);
  TRY_ASSIGN(info, os::stat_if_there({AT_FDCWD, path}));
  if (!info) return {};
  if (!digest || !S_ISREG(info->st_mode)) return drop_content(path, name, "is none of the store's");
  auto fd = os::open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (!fd && fd.error().code() == ErrorCode::kNotFound) return {};
  if (!fd && fd.error().code() == ErrorCode::kDenied) {
    verified_.flaws.push_back({path, "cannot be read: its mode forbids it", Flaw::Fate::kUnread});
    return {};
  }
  if (!fd) return fail(std::move(fd).error());
  TRY_ASSIGN(found, digest_of_file(fd->get(), path));
  ++verified_.contents;
  verified_.bytes += found.size;
  if (found.hash != digest->hash) return drop_content(path, name, "holds other bytes than were stored");
  // The name of a copy says what face it has.
  const std::string copy = rooms_.layout.inode(*digest, face_of(*info), 0);
  if (name.size() > kHexDigits && !path.starts_with(copy.substr(0, copy.rfind('-') + 1))) {
    return drop_content(path, name, "has another mode or time than it was given");
  }
  sound_.emplace(info->st_ino, found);
  return {};
}

// What the index says of a file must be true: it forgets first.
Status Verification::drop_content(const std::string& path, const std::string& name, Reason reason) {
  if (const auto digest = named_after(path, name)) {
    rooms_.blobs.forget_all();
    TRY(rooms_.index.forget({*digest}));
  }
  const std::string trash = rooms_.session.unused_path();
  if (auto moved = os::rename(path, trash); !moved && moved.error().code() == ErrorCode::kNotFound) return {};
  TRY(os::remove_tree(trash));
  verified_.flaws.push_back({path, std::move(reason), Flaw::Fate::kDropped});
  return {};
}

Status Verification::look_at_tree(const std::string& path, const std::string& name) {
  auto fault = fault_of_tree(path, name);
  if (!fault && fault.error().code() == ErrorCode::kDenied) {
    verified_.flaws.push_back({path, "cannot be looked into: a mode forbids it", Flaw::Fate::kUnread});
    return {};
  }
  // What is evicted meanwhile is no flaw: that is seen when nobody else has it.
  if (!fault && fault.error().code() != ErrorCode::kNotFound) return fail(fault.error());
  ++verified_.trees;
  if (fault && fault->empty()) return {};
  return drop_tree(path, name, fault ? *fault : fault.error().message());
}

Status Verification::drop_tree(const std::string& path, const std::string& name, Reason reason) {
  const auto digest = named_after(path, name);
  std::optional<Leases::Exclusion> exclusion;
  if (digest) {
    TRY_ASSIGN(excluded, rooms_.leases.exclude(*digest));
    if (!excluded) {
      verified_.flaws.push_back({path, std::move(reason), Flaw::Fate::kInUse});
      return {};
    }
    exclusion.emplace(std::move(*excluded));
    TRY_ASSIGN(there, os::stat_if_there({AT_FDCWD, path}));
    if (!there) return {};
    TRY_ASSIGN(fault, fault_of_tree(path, name));
    if (fault.empty()) return {};
    reason = std::move(fault);
  }
  const std::string trash = rooms_.session.unused_path();
  // rename(2) of a directory asks for write permission on it.
  if (digest) TRY(os::set_mode_at({AT_FDCWD, path}, 0700));
  TRY(os::rename(path, trash));
  // What cannot be removed now goes with the session's directory.
  static_cast<void>(os::remove_tree(trash));
  const auto fate = reason == kNoDescription ? Flaw::Fate::kUndescribed : Flaw::Fate::kDropped;
  verified_.flaws.push_back({path, std::move(reason), fate});
  return {};
}

Result<Verification::Reason> Verification::fault_of_tree(const std::string& path, const std::string& name) {
  auto digest = named_after(path, name);
  if (!digest || name.size() != kHexDigits) return Reason("is none of the store's");
  auto bytes = os::read_file(rooms_.layout.blob(*digest));
  if (!bytes && bytes.error().code() == ErrorCode::kNotFound) return Reason(kNoDescription);
  TRY(bytes);
  if (digest_of(*bytes).hash != digest->hash) return Reason(kNoDescription);
  const auto content = Directory::decode(*bytes);
  if (!content) return Reason("is named after what is no tree");
  return fault_of(*content, {AT_FDCWD, path});
}

Result<Verification::Reason> Verification::fault_of(const Directory& content, const os::Place& place) {
  TRY_ASSIGN(fd, os::open_at(place.directory, place.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  TRY_ASSIGN(info, os::stat_of(fd.get(), place.path));
  // See Trees: whoever finds a tree with the mode 0700 takes its last step.
  const bool unfinished = place.directory == AT_FDCWD && (info.st_mode & 07777) == 0700;
  if (!unfinished && face_of(info) != face_of_directory(content.properties)) {
    return Reason("has a directory with another mode or time than it was given");
  }
  return fault_of_entries(content, fd.get());
}

Result<Verification::Reason> Verification::fault_of_entries(const Directory& content, int directory) {
  TRY_ASSIGN(entries, os::list_directory_at(directory, "."));
  if (entries.size() != content.files.size() + content.symlinks.size() + content.directories.size()) {
    return Reason("has other entries than it was given");
  }
  for (const FileNode& file : content.files) {
    TRY_ASSIGN(fault, fault_of_file(file, directory));
    if (!fault.empty()) return fault;
  }
  for (const SymlinkNode& link : content.symlinks) {
    TRY_ASSIGN(info, os::stat_if_there({directory, link.name}));
    if (!info || !S_ISLNK(info->st_mode)) return "lacks the link " + in_quotes(link.name);
    TRY_ASSIGN(target, os::read_link(fmt::format("/proc/self/fd/{}/{}", directory, link.name)));
    if (target != link.target) return "has another target of the link " + in_quotes(link.name);
  }
  for (const DirectoryNode& child : content.directories) {
    TRY_ASSIGN(info, os::stat_if_there({directory, child.name}));
    if (!info || !S_ISDIR(info->st_mode)) return "lacks the directory " + in_quotes(child.name);
    const auto bytes = os::read_file(rooms_.layout.blob(child.digest));
    if (!bytes || digest_of(*bytes) != child.digest) return Reason(kNoDescription);
    TRY_ASSIGN(below, Directory::decode(*bytes));
    TRY_ASSIGN(fault, fault_of(below, {directory, child.name}));
    if (!fault.empty()) return fault;
  }
  return Reason();
}

Result<Verification::Reason> Verification::fault_of_file(const FileNode& file, int directory) {
  TRY_ASSIGN(info, os::stat_if_there({directory, file.name}));
  const bool is_there = info && (file.properties.fifo ? S_ISFIFO(info->st_mode) : S_ISREG(info->st_mode));
  if (!is_there) return "lacks the file " + in_quotes(file.name);
  if (face_of(*info) != face_of(file)) return "has another mode or time of the file " + in_quotes(file.name);
  if (file.properties.fifo) return Reason();
  auto sound = sound_.find(info->st_ino);
  if (sound == sound_.end()) {
    TRY_ASSIGN(fd, os::open_at(directory, file.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
    TRY_ASSIGN(digest, digest_of_file(fd.get(), file.name));
    sound = sound_.emplace(info->st_ino, digest).first;
  }
  if (sound->second != file.digest) return "has other bytes in the file " + in_quotes(file.name);
  return Reason();
}

}  // namespace maelstrom::store
