// Which changes of a project's files are none of `maelstrom test --watch`'s business.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::cli {

struct WatchRules {
  std::string project;               // absolute
  std::vector<std::string> ignored;  // absolute, with all below: build directories, reports, caches

  // The project itself never is: it may be built where its sources are.
  void ignore(std::string path);

  // What version control, editors and indexers keep for themselves, and what is ignored. `path` is absolute.
  bool ignores(std::string_view path) const;
};

}  // namespace maelstrom::cli
