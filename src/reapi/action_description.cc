#include "reapi/action_description.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "base/strings.h"
#include "core/directory.h"
#include "reapi/action.h"

namespace maelstrom::reapi {
namespace {

// What stands before the program: the cell and "exec".
constexpr std::size_t kBeforeProgram = 2;

// The messages of an input root, by their digests.
class RootMessages {
 public:
  explicit RootMessages(const InputRoot& root) {
    for (const std::string& blob : root.blobs) blobs_.emplace(digest_of(blob), blob);
  }
  Result<std::string_view> get(const Digest& digest) const {
    const auto found = blobs_.find(digest);
    if (found == blobs_.end()) return invalid("an action without its message " + digest.to_string());
    return found->second;
  }
  Result<Directory> directory(const Digest& digest) const {
    TRY_ASSIGN(bytes, get(digest));
    return Directory::decode(bytes);
  }

 private:
  std::map<Digest, std::string_view> blobs_;
};

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

Status take_root(const EncodedJob& job, const Digest& root, ActionDescription& description) {
  const RootMessages messages(*job.input_root);
  TRY_ASSIGN(top, messages.directory(root));
  TRY_ASSIGN(layers_digest, named(top.directories, "layers"));
  TRY_ASSIGN(layers_directory, messages.directory(layers_digest));
  TRY_ASSIGN(layers, layers_of(layers_directory));
  TRY_ASSIGN(own_digest, named(top.directories, ".maelstrom"));
  TRY_ASSIGN(own, messages.directory(own_digest));
  TRY_ASSIGN(cell, named(own.files, "cell"));
  TRY_ASSIGN(container_digest, named(own.files, "container"));
  TRY_ASSIGN(container_bytes, messages.get(container_digest));
  TRY_ASSIGN(container, ContainerMessage::decode(container_bytes));
  description.layers = std::move(layers);
  description.cell = cell;
  description.container = std::move(container);
  return {};
}

}  // namespace

Result<ActionDescription> describe(const EncodedJob& job) {
  TRY_ASSIGN(action, Action::decode(job.action));
  TRY_ASSIGN(command, Command::decode(job.command));
  if (digest_of(job.command) != action.command) return invalid("an action with another one's command");
  if (command.arguments.size() <= kBeforeProgram) return invalid("an action that runs no program");
  if (!job.input_root) return invalid("an action without its input root");
  const auto program = command.arguments.begin() + kBeforeProgram;
  ActionDescription description{.digest = job.digest,
                                .program = *program,
                                .arguments = {program + 1, command.arguments.end()},
                                .timeout = action.timeout,
                                .salt = std::move(action.salt),
                                .platform = std::move(action.platform)};
  TRY(take_root(job, action.input_root, description));
  return description;
}

}  // namespace maelstrom::reapi
