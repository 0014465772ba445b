// From what is declared to a tree in the store: PARITY §1 and §7, "layers".
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "core/layer_spec.h"
#include "store/store.h"

namespace maelstrom::layers {

struct BuiltLayer {
  Digest tree;
  std::vector<std::string> warnings;  // a glob that matches nothing
};

class ElfMemo;

// Safe to use from several threads.
class LayerBuilder {
 public:
  // Relative paths of layers are relative to `project_directory` (absolute).
  LayerBuilder(store::Store& store, std::string project_directory);
  ~LayerBuilder();

  // Errors name the path and, for a library, who needs it; Invalid for a command, which a container must run.
  Result<BuiltLayer> build(const LayerSpec& spec) const;

 private:
  store::Store& store_;
  std::string project_directory_;
  std::unique_ptr<ElfMemo> elf_memo_;
};

}  // namespace maelstrom::layers
