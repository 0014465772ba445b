// From jobs to actions: the digest of a job's action is its identity, here, on a colleague's machine and on a cluster.
//
// The input root holds "layers/0", "layers/1" and so on (bottom first), ".maelstrom/container" (see
// core/container_message.h) and ".maelstrom/cell", the program that makes the container. The command is that cell with
// "exec", the job's program and its arguments. Nothing of who runs the job, where, when or how often goes in; nor does
// how much of its output is kept.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "core/job.h"
#include "reapi/messages.h"

namespace maelstrom::reapi {

// Another one wherever the same inputs may have another outcome, because this program treats them differently.
inline constexpr std::string_view kSalt = "maelstrom 1";

inline constexpr std::string_view kCellPath = ".maelstrom/cell";

// What the actions of all jobs in one container share.
struct InputRoot {
  Digest digest;  // of a Directory
  // What its tree holds beside the cell and the layers' trees: directories, the root last, and the container.
  std::vector<std::string> blobs;
};

struct EncodedJob {
  Digest digest;  // of `action`
  std::string action;
  std::string command;
  std::shared_ptr<const InputRoot> input_root;
};

// "ISA", "cpu-model": what a fact is called in an action's platform.
std::string_view fact_name(MachineFact fact);

// What the action of every job asks of the machine, sorted by name.
std::vector<NamedValue> common_platform();

class JobEncoder {
 public:
  // The value of a fact of the machine that is to run the jobs; asked once for each.
  using FactOf = std::function<Result<std::string>(MachineFact)>;

  // `cell`: of the program's bytes.
  JobEncoder(const Digest& cell, FactOf fact_of) : cell_(cell), fact_of_(std::move(fact_of)) {}

  const Digest& cell() const { return cell_; }

  // Errors: those of FactOf, if the job names a fact.
  Result<EncodedJob> encode(const Job& job);

 private:
  // What tells two input roots apart.
  struct Surroundings {
    std::vector<Digest> layers;
    ContainerSettings settings;
    bool capture_file_system_changes = false;
    std::optional<TerminalSize> terminal;
  };
  struct Known {
    Surroundings surroundings;
    std::shared_ptr<const InputRoot> root;
  };

  std::shared_ptr<const InputRoot> root_of(const Job& job);
  std::shared_ptr<const InputRoot> make_root(const Job& job) const;
  Result<std::vector<NamedValue>> platform_of(const Job& job);

  Digest cell_;
  std::vector<NamedValue> common_ = common_platform();
  FactOf fact_of_;
  std::list<Known> known_;  // most recent first
  std::map<MachineFact, std::string> facts_;
};

}  // namespace maelstrom::reapi
