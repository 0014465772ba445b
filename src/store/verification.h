// Whether a store holds what it says: every content is hashed again, every tree compared with its Directory.
//
// What is wrong is dropped, so that it is made again when it is needed. Other programs may use the store meanwhile: a
// tree that is wrong and that a job has in use stays, and is told.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "core/directory.h"
#include "os/inode.h"
#include "store/blobs.h"
#include "store/index.h"
#include "store/layout.h"
#include "store/leases.h"
#include "store/session.h"
#include "store/verified_store.h"

namespace maelstrom::store {

class Verification {
 public:
  struct Rooms {
    const Layout& layout;
    Session& session;
    Leases& leases;
    Index& index;
    Blobs& blobs;
  };

  explicit Verification(const Rooms& rooms) : rooms_(rooms) {}

  // Errors: of the file system, where it cannot be told what is wrong, or not be dropped.
  Result<VerifiedStore> run();

 private:
  // Why an entry is wrong; empty: it is not.
  using Reason = std::string;

  Status look_at_contents(const std::string& top);
  Status look_at_content(const std::string& path, const std::string& name);
  Status drop_content(const std::string& path, const std::string& name, Reason reason);
  Status look_at_tree(const std::string& path, const std::string& name);
  Result<Reason> fault_of_tree(const std::string& path, const std::string& name);
  Result<Reason> fault_of(const Directory& content, const os::Place& place);
  Result<Reason> fault_of_entries(const Directory& content, int directory);
  Result<Reason> fault_of_file(const FileNode& file, int directory);
  Status drop_tree(const std::string& path, const std::string& name, Reason reason);
  Status look_at_index();

  const Rooms rooms_;
  VerifiedStore verified_;
  std::unordered_map<ino_t, Digest> sound_;  // inodes of contents and what is in them
};

}  // namespace maelstrom::store
