#include "cli/cell_program.h"

#include "session/paths.h"

namespace maelstrom::cli {

Result<std::string> find_cell_program(const Host& host, const std::string& own_program) {
  const std::string directory = session::parent_path(own_program);
  std::string beside = directory + "/maelstrom-cell";
  std::string installed = session::absolute_path(directory, "../libexec/maelstrom/maelstrom-cell");
  if (host.exists(beside)) return beside;
  if (host.exists(installed)) return installed;
  return fail(ErrorCode::kNotFound, "maelstrom-cell, which makes the containers, is neither at " + beside + " nor at " +
                                        installed + "; build or install it with maelstrom");
}

}  // namespace maelstrom::cli
