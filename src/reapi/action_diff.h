// Why two actions are not the same: each input that differs, down to the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "reapi/action_description.h"
#include "reapi/action_result.h"

namespace maelstrom::reapi {

enum class InputKind : std::uint8_t {
  kMaelstrom,  // "version": how this program treats its inputs; "maelstrom-cell": the program that makes containers
  kProgram,
  kArgument,  // named by its number, from 1
  kVariable,
  kWorkingDirectory,
  kTimeout,
  kUser,
  kGroup,
  kHostname,
  kNetwork,
  kIsolation,
  kWritableFileSystem,
  kMount,     // named by its mount point
  kProcess,   // "pid1", "terminal", "captured changes"
  kPlatform,  // named as in a directive
  kFile,      // these have a layer and are named by their path in it
  kSymlink,
  kDirectory,  // an empty one; or, with both values, two of which one cannot be looked into
  kMode,
  kTime,
  kHidden,  // what a directory hides of lower layers
};

// "file", "variable", "working directory".
std::string_view input_name(InputKind kind);

// A value is text for a person; none: the input is not there. Of a file it is its digest.
struct Difference {
  InputKind kind = InputKind::kFile;
  std::string name;                  // which of its kind; empty if there is but one
  std::optional<std::size_t> layer;  // from 0, the bottom; of a file, a link, a directory and what belongs to them
  std::optional<std::string> before;
  std::optional<std::string> after;
  bool operator==(const Difference&) const = default;
};

struct Differences {
  std::vector<Difference> list;  // settings first, then the layers from the bottom, by path
  bool more = false;             // there are others: it was not looked further
};

// So many differences are looked for.
inline constexpr std::size_t kMostDifferences = 1000;

// `get` gives the directories of layers; where it finds one no more (NotFound), the difference is that directory.
// Errors: those of `get` other than NotFound; Invalid for what is no directory.
Result<Differences> differences(const ActionDescription& before, const ActionDescription& after, const GetBlob& get);

}  // namespace maelstrom::reapi
