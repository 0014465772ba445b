#include "layers/tree_builder.h"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "layers/inside_path.h"

namespace maelstrom::layers {
namespace {

constexpr std::size_t kDepthLimit = 400;  // as deep as the store makes trees
constexpr std::size_t kNameLimit = 255;   // NAME_MAX
constexpr NodeProperties kStubFile{.unix_mode = 0444, .stub = true};
constexpr NodeProperties kStubDirectory{.unix_mode = 0555, .stub = true};
constexpr std::array<std::string_view, 6> kKindNames{"nothing",         "a directory",  "a file",
                                                     "a symbolic link", "a named pipe", "a hard link"};

Result<std::vector<std::string_view>> checked_components(std::string_view path) {
  auto parts = components(path);
  if (parts.size() > kDepthLimit) {
    return invalid(fmt::format("{}…: more than {} directories deep", printable(path.substr(0, 60)), kDepthLimit));
  }
  for (const std::string_view part : parts) {
    if (part == "..") return invalid(fmt::format("{}: holds \"..\"", printable(path)));
    if (part.find('\0') != std::string_view::npos) return invalid(fmt::format("{}: holds a NUL", printable(path)));
    if (part.size() > kNameLimit) {
      return invalid(fmt::format("{}…: a name of more than {} bytes", printable(part.substr(0, 60)), kNameLimit));
    }
  }
  return parts;
}

}  // namespace

struct TreeBuilder::Branch {
  Children children;
  NodeProperties properties;
  bool opaque = false;
  std::set<std::string, std::less<>> whiteouts;
};

// The kinds are in the order of kKindNames.
struct TreeBuilder::Node : std::variant<std::monostate, Branch, TreeFile, Link, Fifo, LowerLink> {
  using variant::variant;
};

namespace {
// The values of TreeKind.
constexpr std::size_t kDirectory = 1;
constexpr std::size_t kFile = 2;
constexpr std::size_t kLink = 3;
constexpr std::size_t kFifo = 4;
constexpr std::size_t kLowerLink = 5;
}  // namespace

TreeBuilder::TreeBuilder() : root_(std::make_unique<Node>(Branch{})) {}
TreeBuilder::TreeBuilder(TreeBuilder&&) noexcept = default;
TreeBuilder& TreeBuilder::operator=(TreeBuilder&&) noexcept = default;
TreeBuilder::~TreeBuilder() = default;

// The node at `path`, made with its parents if it is not there.
Result<TreeBuilder::Node*> TreeBuilder::slot(std::string_view path) {
  TRY_ASSIGN(parts, checked_components(path));
  Node* node = root_.get();
  for (const std::string_view part : parts) {
    if (node->index() == 0) node->emplace<Branch>();
    auto* branch = std::get_if<Branch>(node);
    if (branch == nullptr) {
      return invalid(fmt::format("{}: {} stands where its parent directory would be", printable(path),
                                 kKindNames.at(node->index())));
    }
    auto child = branch->children.lower_bound(part);
    if (child == branch->children.end() || child->first != part) {
      child = branch->children.emplace_hint(child, std::string(part), Node{});
    }
    node = &child->second;
  }
  return node;
}

Result<TreeBuilder::Node*> TreeBuilder::empty_or_same(std::string_view path, std::size_t kind) {
  if (kind != kDirectory && components(path).empty()) {
    return invalid(fmt::format("\"{}\": {} needs a name", printable(path), kKindNames.at(kind)));
  }
  TRY_ASSIGN(node, slot(path));
  if (node->index() != 0 && node->index() != kind) {
    return invalid(fmt::format("{}: given twice, as {} and as {}", printable(path), kKindNames.at(node->index()),
                               kKindNames.at(kind)));
  }
  return node;
}

Status TreeBuilder::add_file(std::string_view path, const TreeFile& file) {
  TRY_ASSIGN(node, empty_or_same(path, kFile));
  node->emplace<TreeFile>(file);
  return {};
}

Status TreeBuilder::add_symlink(std::string_view path, std::string target) {
  if (target.empty() || target.find('\0') != std::string::npos) {
    return invalid(fmt::format("{}: a symbolic link to \"{}\"", printable(path), printable(target)));
  }
  TRY_ASSIGN(node, empty_or_same(path, kLink));
  node->emplace<Link>(Link{std::move(target)});
  return {};
}

Status TreeBuilder::add_fifo(std::string_view path, const NodeProperties& properties) {
  TRY_ASSIGN(node, empty_or_same(path, kFifo));
  node->emplace<Fifo>(Fifo{properties}).properties.fifo = true;
  return {};
}

Status TreeBuilder::add_directory(std::string_view path) {
  TRY_ASSIGN(node, empty_or_same(path, kDirectory));
  if (node->index() == 0) node->emplace<Branch>();
  return {};
}

Status TreeBuilder::add_directory(std::string_view path, const NodeProperties& properties) {
  TRY_ASSIGN(node, empty_or_same(path, kDirectory));
  if (node->index() == 0) node->emplace<Branch>();
  std::get<Branch>(*node).properties = properties;
  return {};
}

Status TreeBuilder::add_stub_file(std::string_view path) {
  if (holds(path) && !components(path).empty()) return {};
  return add_file(path, {.digest = digest_of({}), .properties = kStubFile});
}

Status TreeBuilder::add_stub_directory(std::string_view path) {
  if (holds(path)) return {};
  return add_directory(path, kStubDirectory);
}

Status TreeBuilder::add_hard_link(std::string_view path, std::string_view existing) {
  const Node* node = find(existing);
  const auto* file = node == nullptr ? nullptr : std::get_if<TreeFile>(node);
  if (file == nullptr) {
    return invalid(
        fmt::format("{}: a hard link to {}, which is no file before it", printable(path), printable(existing)));
  }
  return add_file(path, TreeFile(*file));
}

Status TreeBuilder::add_copy(std::string_view path, const TreeBuilder& tree, std::string_view existing) {
  const Node* node = tree.find(existing);
  const std::size_t kind = node == nullptr ? 0 : node->index();
  if (kind == kFile) return add_file(path, TreeFile(std::get<TreeFile>(*node)));
  if (kind == kLink) return add_symlink(path, std::get<Link>(*node).target);
  if (kind == kFifo) return add_fifo(path, std::get<Fifo>(*node).properties);
  return invalid(fmt::format("a hard link to {}, where {} stands", printable(existing), kKindNames.at(kind)));
}

Status TreeBuilder::add_lower_link(std::string_view path, std::string target) {
  TRY_ASSIGN(node, empty_or_same(path, kLowerLink));
  node->emplace<LowerLink>(LowerLink{std::move(target)});
  return {};
}

std::optional<std::string> TreeBuilder::lower_link_target(std::string_view path) const {
  const Node* node = find(path);
  const auto* link = node == nullptr ? nullptr : std::get_if<LowerLink>(node);
  return link == nullptr ? std::nullopt : std::optional(link->target);
}

Status TreeBuilder::collect_lower_links(const Branch& branch, const std::string& path, TreeBuilder& links) {
  for (const auto& [name, node] : branch.children) {
    const std::string place = fmt::format("{}/{}", path, name);
    if (const auto* link = std::get_if<LowerLink>(&node)) {
      TRY(links.add_symlink(place, link->target));
    } else if (const auto* child = std::get_if<Branch>(&node)) {
      TRY(collect_lower_links(*child, place, links));
    }
  }
  return {};
}

Result<TreeBuilder> TreeBuilder::lower_links() const {
  TreeBuilder links;
  TRY(collect_lower_links(std::get<Branch>(*root_), "", links));
  return links;
}

Status TreeBuilder::add_whiteout(std::string_view path) {
  const auto parts = components(path);
  if (parts.empty()) return invalid(fmt::format("\"{}\": the root cannot be hidden", printable(path)));
  const std::string_view name = parts.back();
  const auto parent_length = static_cast<std::size_t>(name.data() - path.data());
  TRY_ASSIGN(parent, empty_or_same(path.substr(0, parent_length), kDirectory));
  if (parent->index() == 0) parent->emplace<Branch>();
  std::get<Branch>(*parent).whiteouts.emplace(name);
  return {};
}

Status TreeBuilder::add_opaque_directory(std::string_view path) {
  TRY(add_directory(path));
  TRY_ASSIGN(node, slot(path));
  std::get<Branch>(*node).opaque = true;
  return {};
}

const TreeBuilder::Node* TreeBuilder::find(std::string_view path) const {
  const Node* node = root_.get();
  for (const std::string_view part : components(path)) {
    const auto* branch = std::get_if<Branch>(node);
    if (branch == nullptr) return nullptr;
    const auto child = branch->children.find(part);
    if (child == branch->children.end()) return nullptr;
    node = &child->second;
  }
  return node;
}

TreeBuilder::Branch* TreeBuilder::branch_at(std::string_view path) {
  return std::get_if<Branch>(const_cast<Node*>(find(path)));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

bool TreeBuilder::holds(std::string_view path) const { return find(path) != nullptr; }

TreeKind TreeBuilder::kind_of(std::string_view path) const {
  const Node* node = find(path);
  return node == nullptr ? TreeKind::kNothing : static_cast<TreeKind>(node->index());
}

std::optional<std::string> TreeBuilder::link_target(std::string_view path) const {
  const Node* node = find(path);
  const auto* link = node == nullptr ? nullptr : std::get_if<Link>(node);
  return link == nullptr ? std::nullopt : std::optional(link->target);
}

void TreeBuilder::remove(std::string_view path) {
  const auto parts = components(path);
  if (parts.empty()) return clear(path);
  const std::string_view name = parts.back();
  Branch* parent = branch_at(path.substr(0, static_cast<std::size_t>(name.data() - path.data())));
  if (parent == nullptr) return;
  if (const auto child = parent->children.find(name); child != parent->children.end()) parent->children.erase(child);
}

void TreeBuilder::clear(std::string_view path) {
  if (Branch* branch = branch_at(path)) branch->children.clear();
}

// The directory itself; all below it are stored.
Result<Directory> TreeBuilder::directory_of(const Branch& branch, store::Store& store) {
  Directory directory{.properties = branch.properties, .opaque = branch.opaque};
  for (const auto& name : branch.whiteouts) {
    if (!branch.children.contains(name)) directory.whiteouts.push_back(name);
  }
  for (const auto& [name, node] : branch.children) {
    if (const auto* file = std::get_if<TreeFile>(&node)) {
      directory.files.push_back({name, file->digest, file->executable, file->properties});
    } else if (const auto* fifo = std::get_if<Fifo>(&node)) {
      directory.files.push_back({name, digest_of({}), false, fifo->properties});
    } else if (const auto* link = std::get_if<Link>(&node)) {
      directory.symlinks.push_back({name, link->target});
    } else if (const auto* child = std::get_if<Branch>(&node)) {
      TRY_ASSIGN(below, directory_of(*child, store));
      below.opaque |= branch.whiteouts.contains(name);
      TRY_ASSIGN(digest, store.put_directory(below));
      directory.directories.push_back({name, digest});
    }
  }
  return directory;
}

Result<Digest> TreeBuilder::store(store::Store& store) const {
  TRY_ASSIGN(root, directory_of(std::get<Branch>(*root_), store));
  return store.put_directory(root);
}

}  // namespace maelstrom::layers
