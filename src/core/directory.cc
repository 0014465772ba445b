#include "core/directory.h"

#include <algorithm>

#include "base/strings.h"
#include "core/wire.h"

namespace maelstrom {
namespace {

using wire::each_field;

std::string encode(const Digest& digest) {
  wire::Writer out;
  out.text(1, digest.hex());
  out.number(2, digest.size);
  return out.take();
}

constexpr std::string_view kFifo = "maelstrom.fifo";
constexpr std::string_view kOpaque = "maelstrom.opaque";
constexpr std::string_view kStub = "maelstrom.stub";
constexpr std::string_view kWhiteout = "maelstrom.whiteout";

void append_property(wire::Writer& out, std::string_view name, std::string_view value) {
  wire::Writer property;
  property.text(1, name);
  property.text(2, value);
  out.message(1, property.bytes());
}

// What follows the properties that have a name.
void append_properties(wire::Writer& out, const NodeProperties& properties) {
  if (properties.mtime_seconds) {
    wire::Writer timestamp;
    timestamp.number(1, static_cast<std::uint64_t>(*properties.mtime_seconds));
    timestamp.number(2, properties.mtime_nanoseconds);
    out.message(2, timestamp.bytes());
  }
  if (properties.unix_mode) {
    wire::Writer value;
    value.number(1, *properties.unix_mode);
    out.message(3, value.bytes());
  }
}

std::string encode(const NodeProperties& properties) {
  wire::Writer out;
  if (properties.fifo) append_property(out, kFifo, {});
  if (properties.stub) append_property(out, kStub, {});
  append_properties(out, properties);
  return out.take();
}

// The properties of the directory itself; those with a name are sorted by it.
std::string encode_own_properties(const Directory& directory) {
  wire::Writer out;
  if (directory.opaque) append_property(out, kOpaque, {});
  if (directory.properties.stub) append_property(out, kStub, {});
  std::vector<std::string_view> hidden(directory.whiteouts.begin(), directory.whiteouts.end());
  std::ranges::sort(hidden);
  for (const std::string_view name : hidden) append_property(out, kWhiteout, name);
  append_properties(out, directory.properties);
  return out.take();
}

std::string encode(const FileNode& file) {
  wire::Writer out;
  out.text(1, file.name);
  out.message(2, encode(file.digest));
  out.number(4, file.executable ? 1 : 0);
  if (!file.properties.empty()) out.message(6, encode(file.properties));
  return out.take();
}

std::string encode(const DirectoryNode& directory) {
  wire::Writer out;
  out.text(1, directory.name);
  out.message(2, encode(directory.digest));
  return out.take();
}

std::string encode(const SymlinkNode& link) {
  wire::Writer out;
  out.text(1, link.name);
  out.text(2, link.target);
  return out.take();
}

template <typename Node>
void append_sorted(wire::Writer& out, int field, std::vector<Node> nodes) {
  std::ranges::sort(nodes, {}, &Node::name);
  for (const auto& node : nodes) out.message(field, encode(node));
}

Result<Digest> decode_digest(std::string_view bytes) {
  std::string hex;
  std::uint64_t size = 0;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) hex = field.bytes;
    if (field.number == 2) size = field.value;
    return {};
  }));
  return Digest::parse(hex + "/" + std::to_string(size));
}

struct NamedProperty {
  std::string_view name;
  std::string_view value;
};

Result<NamedProperty> decode_named(std::string_view bytes) {
  NamedProperty property;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) property.name = field.bytes;
    if (field.number == 2) property.value = field.bytes;
    return {};
  }));
  return property;
}

Result<NodeProperties> decode_properties(std::string_view bytes) {
  NodeProperties properties;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) {
      TRY_ASSIGN(named, decode_named(field.bytes));
      properties.fifo |= named.name == kFifo;
      properties.stub |= named.name == kStub;
    }
    if (field.number == 2) {
      properties.mtime_seconds = 0;
      return each_field(field.bytes, [&](const wire::Field& part) -> Status {
        if (part.number == 1) properties.mtime_seconds = static_cast<std::int64_t>(part.value);
        if (part.number == 2) properties.mtime_nanoseconds = static_cast<std::uint32_t>(part.value);
        return {};
      });
    }
    if (field.number == 3) {
      properties.unix_mode = 0;
      return each_field(field.bytes, [&](const wire::Field& part) -> Status {
        if (part.number == 1) properties.unix_mode = static_cast<std::uint32_t>(part.value) & 07777U;
        return {};
      });
    }
    return {};
  }));
  if (properties.mtime_nanoseconds > 999'999'999) return invalid("nanoseconds out of range in a Directory");
  return properties;
}

Status take_digest(const wire::Field& field, Digest& digest) {
  TRY_ASSIGN(decoded, decode_digest(field.bytes));
  digest = decoded;
  return {};
}

Result<FileNode> decode_file(std::string_view bytes) {
  FileNode node;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) node.name = field.bytes;
    if (field.number == 2) return take_digest(field, node.digest);
    if (field.number == 4) node.executable = field.value != 0;
    if (field.number != 6) return {};
    TRY_ASSIGN(properties, decode_properties(field.bytes));
    node.properties = properties;
    return {};
  }));
  return node;
}

Result<DirectoryNode> decode_directory(std::string_view bytes) {
  DirectoryNode node;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) node.name = field.bytes;
    if (field.number == 2) return take_digest(field, node.digest);
    return {};
  }));
  return node;
}

Result<SymlinkNode> decode_symlink(std::string_view bytes) {
  SymlinkNode node;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) node.name = field.bytes;
    if (field.number == 2) node.target = field.bytes;
    return {};
  }));
  return node;
}

Status take_own_properties(std::string_view bytes, Directory& directory) {
  TRY_ASSIGN(properties, decode_properties(bytes));
  directory.properties = properties;
  directory.properties.fifo = false;  // only a file can be one
  return each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number != 1) return {};
    TRY_ASSIGN(named, decode_named(field.bytes));
    directory.opaque |= named.name == kOpaque;
    if (named.name == kWhiteout) directory.whiteouts.emplace_back(named.value);
    return {};
  });
}

Status check_name(std::string_view name) {
  const bool climbs = name.empty() || name == "." || name == "..";
  if (!climbs && name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos) return {};
  return invalid("not a file name in a Directory: \"" + printable(name) + "\"");
}

Status check_names(const Directory& directory) {
  std::vector<std::string_view> names;
  names.reserve(directory.files.size() + directory.directories.size() + directory.symlinks.size());
  for (const auto& file : directory.files) names.push_back(file.name);
  for (const auto& child : directory.directories) names.push_back(child.name);
  for (const auto& link : directory.symlinks) names.push_back(link.name);
  for (const auto name : names) TRY(check_name(name));
  for (const auto& name : directory.whiteouts) TRY(check_name(name));
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  if (twice != names.end()) return invalid("a Directory names twice: " + printable(*twice));
  return {};
}

}  // namespace

std::string Directory::encode() const {
  wire::Writer out;
  append_sorted(out, 1, files);
  append_sorted(out, 2, directories);
  append_sorted(out, 3, symlinks);
  if (const std::string own = encode_own_properties(*this); !own.empty()) out.message(5, own);
  return out.take();
}

Result<Directory> Directory::decode(std::string_view bytes) {
  Directory directory;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) {
      TRY_ASSIGN(node, decode_file(field.bytes));
      directory.files.push_back(std::move(node));
    } else if (field.number == 2) {
      TRY_ASSIGN(node, decode_directory(field.bytes));
      directory.directories.push_back(std::move(node));
    } else if (field.number == 3) {
      TRY_ASSIGN(node, decode_symlink(field.bytes));
      directory.symlinks.push_back(std::move(node));
    } else if (field.number == 5) {
      TRY(take_own_properties(field.bytes, directory));
    }
    return {};
  }));
  TRY(check_names(directory));
  return directory;
}

}  // namespace maelstrom
