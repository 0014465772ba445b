// The root of a chamber: its layers in one overlay.
#pragma once

#include <optional>

#include "base/result.h"
#include "container/cell/surroundings.h"
#include "container/cell/volume.h"
#include "os/fd.h"

namespace maelstrom::container::cell {

// An overlay even over one layer and even read-only: locks, watches and FIFOs live on its inodes, so
// that tests of two slots do not meet at a shared layer.
class LayerStack {
 public:
  // To be called in a copy of the tiny root; mounts the upper layer there, where there is one.
  static Result<LayerStack> create(const Surroundings& surroundings, std::uint64_t upper_bytes);
  int mount() const { return mount_.get(); }
  int upper() const { return upper_.get(); }  // -1 if there is none
  // True as long as nothing was written, not even to "/" itself.
  bool is_clean() const;

 private:
  Status add_upper(std::uint64_t bytes, unsigned mode);

  os::Fd mount_;
  os::Fd upper_;
  std::optional<Volume> volume_;
  std::optional<DirectoryState> untouched_;
};

}  // namespace maelstrom::container::cell
