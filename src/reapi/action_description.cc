#include "reapi/action_description.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "base/strings.h"
#include "core/directory.h"
#include "reapi/action.h"

namespace maelstrom::reapi {
namespace {

// What stands before the program: the cell and this word.
constexpr std::size_t kBeforeProgram = 2;
constexpr std::string_view kExec = "exec";

Result<Directory> directory_of(const Digest& digest, const GetBlob& get) {
  TRY_ASSIGN(bytes, get(digest));
  return Directory::decode(bytes);
}

template <typename Node>
Result<Digest> named(const std::vector<Node>& nodes, const std::string& name) {
  const auto found = std::ranges::find(nodes, name, &Node::name);
  if (found == nodes.end()) return invalid("an action's input root without " + name);
  return found->digest;
}

Result<std::vector<Digest>> layers_of(const Directory& directory) {
  std::vector<Digest> layers;
  for (std::size_t i = 0; i < directory.directories.size(); ++i) {
    TRY_ASSIGN(layer, named(directory.directories, std::to_string(i)));
    layers.push_back(layer);
  }
  return layers;
}

Status take_command(std::string_view bytes, ActionDescription& description) {
  TRY_ASSIGN(command, Command::decode(bytes));
  if (command.arguments.size() <= kBeforeProgram) return invalid("an action that runs no program");
  if (command.arguments[0] != kCellPath || command.arguments[1] != kExec) {
    return invalid("an action whose command is not " + std::string(kCellPath));
  }
  const auto program = command.arguments.begin() + kBeforeProgram;
  description.program = std::move(*program);
  description.arguments.assign(std::make_move_iterator(program + 1), std::make_move_iterator(command.arguments.end()));
  return {};
}

Status take_root(const Digest& root, const GetBlob& get, ActionDescription& description) {
  TRY_ASSIGN(top, directory_of(root, get));
  TRY_ASSIGN(own_digest, named(top.directories, ".maelstrom"));
  TRY_ASSIGN(layers_digest, named(top.directories, "layers"));
  TRY_ASSIGN(own, directory_of(own_digest, get));
  TRY_ASSIGN(cell, named(own.files, "cell"));
  TRY_ASSIGN(container_digest, named(own.files, "container"));
  TRY_ASSIGN(layers_directory, directory_of(layers_digest, get));
  TRY_ASSIGN(layers, layers_of(layers_directory));
  TRY_ASSIGN(container_bytes, get(container_digest));
  TRY_ASSIGN(container, ContainerMessage::decode(container_bytes));
  description.layers = std::move(layers);
  description.cell = cell;
  description.container = std::move(container);
  return {};
}

}  // namespace

Result<ActionDescription> describe(const EncodedJob& job) {
  if (!job.input_root) return invalid("an action without its input root");
  std::map<Digest, std::string_view> messages{{digest_of(job.command), job.command}};
  for (const std::string& blob : job.input_root->blobs) messages.emplace(digest_of(blob), blob);
  return describe(job.digest, job.action, [&](const Digest& digest) -> Result<std::string> {
    const auto found = messages.find(digest);
    if (found == messages.end()) return invalid("an action without its message " + digest.to_string());
    return std::string(found->second);
  });
}

Result<ActionDescription> describe(const Digest& digest, std::string_view action_bytes, const GetBlob& get) {
  TRY_ASSIGN(action, Action::decode(action_bytes));
  ActionDescription description{.digest = digest,
                                .timeout = action.timeout,
                                .salt = std::move(action.salt),
                                .platform = std::move(action.platform)};
  TRY_ASSIGN(command, get(action.command));
  TRY(take_command(command, description));
  TRY(take_root(action.input_root, get, description));
  return description;
}

}  // namespace maelstrom::reapi
