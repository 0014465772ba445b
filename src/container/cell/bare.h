// The least that a job can have where no container can be made: its own files and nothing of anybody else's.
#pragma once

#include <string>

#include "base/result.h"
#include "container/cell.h"
#include "core/job.h"
#include "os/fd.h"

namespace maelstrom::container::cell {

struct ForeignJob {
  os::Fd layers;             // the directory that the layers are in
  ContainerCommand command;  // their names are relative to it
};

struct ForeignEnd {
  JobResult result;     // without output: that has gone where it belongs
  std::string failure;  // why there is no result; else empty
};

// Runs the job in a root directory of its own, made below the working directory of hard links to the files of the
// layers, as an unprivileged user; /proc, /sys and message queues are not there. Needs root. Errors: what cannot be
// made.
Result<ForeignEnd> run_with_files_only(const ForeignJob& job);

}  // namespace maelstrom::container::cell
