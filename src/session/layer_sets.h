// The layers of jobs: each distinct set is built and stacked once, beside the loop.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "core/container.h"
#include "core/digest.h"
#include "core/layer_spec.h"
#include "session/job_loop.h"
#include "session/layer_assembler.h"
#include "session/layer_memo.h"
#include "session/ports.h"

namespace maelstrom::session {

// Used by the loop's thread.
class LayerSets {
 public:
  using Built = Result<std::vector<Digest>>;
  using Use = std::function<void(const Built&)>;

  // Both outlive this object. Warnings go to the observer of `ports`.
  LayerSets(const Ports& ports, JobLoop& loop) : ports_(ports), assembler_(ports, loop) {}

  struct Stack {
    std::optional<Digest> image;  // below the others
    std::vector<LayerSpec> specs;
    bool operator==(const Stack&) const = default;
  };

  // `environment` is for the layers' commands. Calls `use` once the layers are in the store: at once if they are.
  void with(const Stack& stack, const Environment& environment, Use use);

 private:
  struct Set {
    Stack stack;
    Environment environment;  // empty without a command: then it is nothing to the layers
    std::optional<Built> built;
    std::vector<Use> waiting;
  };

  Set& find(const Stack& stack, const Environment& environment);
  void finish(Set& set, LayerAssembler::Outcome assembled);

  const Ports& ports_;
  LayerAssembler assembler_;
  std::unordered_multimap<std::size_t, std::unique_ptr<Set>> sets_;
};

}  // namespace maelstrom::session
