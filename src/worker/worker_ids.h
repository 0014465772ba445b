// The names under which an engine knows the slots of this machine: the same after every start, and each of one process.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "os/fd.h"
#include "reapi/messages.h"

namespace maelstrom::worker {

// Another worker with the same id would be given the same action. So an id holds the random name of the directory in
// which it is kept, and is locked there as long as this object lives.
class WorkerIds {
 public:
  // The first `count` that no other process holds. `directory` is made if it is not there, and belongs to the ids
  // alone; `host` is for people. Errors: of the file system; Exhausted if there are that many workers already.
  static Result<WorkerIds> take(const std::string& directory, const std::string& host, std::size_t count);

  using Id = std::vector<reapi::NamedValue>;  // host, slot and worker, sorted
  const std::vector<Id>& all() const { return ids_; }

 private:
  std::vector<Id> ids_;
  std::vector<os::Fd> locks_;
};

}  // namespace maelstrom::worker
