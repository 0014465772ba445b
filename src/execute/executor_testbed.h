// For the tests of this room: an executor of one slot, and a layer with the payload.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/directory.h"
#include "execute/local_executor.h"
#include "os/file.h"
#include "store/store.h"

namespace maelstrom::execute {

// The layer: /payload, /data with the files "gone" and "kept", the empty /tmp, /proc, /dev/pts and the file /dev/tty.
class ExecutorTestbed : public ::testing::Test {
 protected:
  ExecutorTestbed();

  store::Store& store() { return *store_; }
  LocalExecutor& executor() { return *executor_; }
  Job job(std::vector<std::string> script) const;
  // With a writable root whose change is captured, and /tmp.
  Job capturing(std::vector<std::string> script) const;
  Result<JobResult> run(const Job& job);
  Result<JobResult> await();

  Directory directory(const Digest& digest) const;
  Directory child(const Directory& parent, const std::string& name) const;
  // The root of the tree that a job's change makes.
  Directory change_of(std::vector<std::string> script);

 private:
  os::TemporaryDirectory scratch_;
  std::unique_ptr<store::Store> store_;
  Digest layer_;
  std::unique_ptr<LocalExecutor> executor_;
};

}  // namespace maelstrom::execute
