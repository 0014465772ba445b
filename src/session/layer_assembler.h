// From the layers that a container declares to trees that lie one over the other; the commands among them are run.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/result.h"
#include "core/container.h"
#include "core/digest.h"
#include "core/layer_spec.h"
#include "session/command_job.h"
#include "session/job_loop.h"
#include "session/layer_memo.h"
#include "session/ports.h"

namespace maelstrom::session {

struct AssembledLayers {
  std::vector<Digest> trees;  // bottom first
  std::vector<std::string> warnings;
};

struct LayerFailure {
  std::size_t layer = 0;  // its place among those that were declared; their number where it is none of them
  Error error;
};

// Each distinct layer is built once, each distinct command runs once at most, in whichever program; one that failed is
// not tried again.
class LayerAssembler {
 public:
  using Outcome = tl::expected<AssembledLayers, LayerFailure>;
  using Use = std::function<void(Outcome)>;

  // Both outlive this object.
  LayerAssembler(const Ports& ports, JobLoop& loop) : ports_(ports), loop_(loop), memo_(ports.build_layer) {}

  // What is declared, or a tree that is stored already.
  using Layer = std::variant<LayerSpec, Digest>;

  // `layers`: bottom first. `environment`: of the container, for its commands. Calls `use` on the loop's thread.
  void assemble(std::vector<Layer> layers, Environment environment, Use use);

 private:
  struct Assembly {
    std::vector<Layer> layers;
    Environment environment;
    Use use;
    std::size_t next = 0;  // of `layers`
    AssembledLayers done;  // of those before it; not stacked
  };
  using Shared = std::shared_ptr<Assembly>;
  struct Pending {  // what must run before an assembly can go on
    Digest key;
    Job job;
    std::shared_ptr<const void> claim;  // see KnownChange
  };
  struct Command {
    std::vector<Shared> waiting;
    std::shared_ptr<const void> claim;  // until its change is remembered
    std::optional<Result<Digest>> change;
  };

  void advance(const Shared& assembly);
  Result<std::optional<Pending>> build(Assembly& assembly);
  Result<std::optional<Pending>> build_command(Assembly& assembly, const CommandLayer& layer);
  Result<Digest> build_plain(Assembly& assembly, const LayerSpec& layer);
  void run(const Shared& assembly, Pending pending);
  void ended(const Digest& key, const CommandLayer& layer, const Result<JobResult>& result);
  void go_on(const Shared& assembly, const Result<Digest>& change);

  const Ports& ports_;
  JobLoop& loop_;
  LayerMemo memo_;
  std::unordered_map<Digest, Command> commands_;  // by command_key; the loop's thread only
};

}  // namespace maelstrom::session
