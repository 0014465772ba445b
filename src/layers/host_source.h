// Files of the host and where they stand in a layer.
#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>

#include "base/result.h"
#include "core/layer_spec.h"
#include "layers/tree_builder.h"
#include "store/store.h"

namespace maelstrom::layers {

// Takes files of the host into a tree.
class HostSource {
 public:
  HostSource(store::Store& store, std::string project_directory, PrefixOptions prefix)
      : store_(store), project_directory_(std::move(project_directory)), prefix_(std::move(prefix)) {}

  // Adds what stands at `path` (relative to the project directory, or absolute), at the place that
  // the prefix options give it: a link as a link unless they follow it, a directory without content.
  // Errors: NotFound; Invalid for sockets, pipes and devices, and for a path that ".." remains in;
  // Denied if it cannot be read.
  Status add(std::string_view path, TreeBuilder& tree) const;

  // Where the options put `path`: "d/a" below the root, absolute ones at the same place as on the host.
  // Errors: Invalid if nothing of the path is left.
  Result<std::string> place_of(std::string_view path) const;

  std::string on_host(std::string_view path) const;  // absolute, ".." and links untouched

  // Adds the content of `host_path`, links followed, as `path`.
  Status add_content(const std::string& host_path, std::string_view path, TreeBuilder& tree) const;

 private:
  Status add_node(const std::string& host_path, const struct stat& info, std::string_view path,
                  TreeBuilder& tree) const;

  store::Store& store_;
  const std::string project_directory_;
  const PrefixOptions prefix_;
};

}  // namespace maelstrom::layers
