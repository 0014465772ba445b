#include "config/layer_reader.h"

#include <fmt/format.h>

#include "base/braces.h"
#include "base/glob.h"
#include "base/strings.h"
#include "config/table_reader.h"

namespace maelstrom::config {
namespace {

PrefixOptions read_prefix(TableReader& reader) {
  return {.follow_symlinks = reader.boolean("follow_symlinks").value_or(false),
          .canonicalize = reader.boolean("canonicalize").value_or(false),
          .strip_prefix = reader.string("strip_prefix"),
          .prepend_prefix = reader.string("prepend_prefix")};
}

LayerSpec read_glob(TableReader& reader) {
  GlobLayer layer{.pattern = reader.string("glob").value_or("")};
  if (const auto glob = Glob::parse(layer.pattern); !glob) {
    reader.diagnostics().error(reader.find("glob")->value.at, glob.error().message());
  }
  layer.allow_empty = reader.boolean("allow_empty").value_or(false);
  layer.prefix = read_prefix(reader);
  return layer;
}

LayerSpec read_paths(TableReader& reader) {
  return PathsLayer{.paths = reader.strings("paths").value_or(std::vector<std::string>{}),
                    .prefix = read_prefix(reader)};
}

LayerSpec read_stubs(TableReader& reader) {
  StubsLayer layer{reader.strings("stubs").value_or(std::vector<std::string>{})};
  for (const auto& stub : layer.stubs) {
    const auto texts = expand_braces(stub);
    if (!texts) reader.diagnostics().error(reader.find("stubs")->value.at, texts.error().message());
    if (stub.empty()) reader.diagnostics().error(reader.find("stubs")->value.at, "a stub is empty");
  }
  return layer;
}

LayerSpec read_symlinks(TableReader& reader) {
  SymlinksLayer layer;
  reader.each("symlinks", [&](const Value& value) {
    const auto* table = as_table(value, "each element of \"symlinks\"", reader.diagnostics());
    if (table == nullptr) return;
    TableReader link(*table, value.at, "a symlink", reader.diagnostics());
    auto path = link.required_string("link");
    auto target = link.required_string("target");
    link.finish();
    if (path && target) layer.symlinks.push_back({std::move(*path), std::move(*target)});
  });
  return layer;
}

LayerSpec read_tar(TableReader& reader) { return TarLayer{reader.string("tar").value_or("")}; }

LayerSpec read_shared_libraries(TableReader& reader) {
  return SharedLibrariesLayer{
      .binaries = reader.strings("shared_library_dependencies").value_or(std::vector<std::string>{}),
      .prefix = read_prefix(reader)};
}

constexpr Named<bool> kCommandNetworks[] = {{"disabled", false}, {"local", true}};
constexpr std::uint64_t kMaxCommandTimeout = 31'536'000;  // a year

LayerSpec read_command(TableReader& reader) {
  const Value& value = reader.find("command")->value;
  const auto argv = reader.string_or_strings("command");
  CommandLayer layer{.argv = argv.value_or(std::vector<std::string>{})};
  // What is no command at all has been reported.
  if (argv && (argv->empty() || argv->front().empty())) reader.diagnostics().error(value.at, "a command is empty");
  for (const auto& argument : layer.argv) {
    if (argument.find('\0') != std::string::npos) reader.diagnostics().error(value.at, "a command holds a NUL");
  }
  if (std::holds_alternative<std::string>(value.is)) layer.argv.insert(layer.argv.begin(), {"/bin/sh", "-c"});
  layer.local_network = named_field(reader, "network", kCommandNetworks).value_or(false);
  layer.version = reader.string("version").value_or("");
  if (layer.local_network && layer.version.empty()) {
    reader.diagnostics().error(
        reader.find("network")->value.at,
        "a command with network = \"local\" needs a \"version\": what the network gives cannot be "
        "known beforehand, so a new version says that the command is to run again");
  }
  if (const auto seconds = reader.whole_number("timeout", kMaxCommandTimeout)) {
    layer.timeout = std::chrono::seconds(*seconds);
  }
  layer.declared_at = fmt::format("{}:{}:{}", reader.diagnostics().file(), reader.at().line, reader.at().column);
  return layer;
}

using Read = LayerSpec (*)(TableReader&);
constexpr Named<Read> kKinds[] = {
    {"command", read_command}, {"glob", read_glob},
    {"paths", read_paths},     {"shared_library_dependencies", read_shared_libraries},
    {"stubs", read_stubs},     {"symlinks", read_symlinks},
    {"tar", read_tar},
};

std::string kinds_shown() {
  std::vector<std::string> names;
  for (const auto& kind : kKinds) names.emplace_back(kind.name);
  return join(names, ", ");
}

}  // namespace

std::optional<LayerSpec> read_layer(const Value& value, Diagnostics& diagnostics) {
  const auto* table = as_table(value, "a layer", diagnostics);
  if (table == nullptr) return std::nullopt;
  // Layers are written with either dash: the Rust edition's book has shared_library_dependencies, its
  // programs shared-library-dependencies.
  for (const auto& kind : kKinds) {
    TableReader reader(*table, value.at, fmt::format("a layer of \"{}\"", kind.name), diagnostics,
                       TableReader::Dashes::kEitherDash);
    if (reader.find(kind.name) == nullptr) continue;
    LayerSpec layer = kind.value(reader);
    reader.finish();
    return layer;
  }
  if (table->empty()) {
    diagnostics.error(value.at, "a layer needs one of " + kinds_shown());
    return std::nullopt;
  }
  TableReader none(*table, value.at, "a layer", diagnostics, TableReader::Dashes::kEitherDash);
  for (const auto& kind : kKinds) none.find(kind.name);
  none.finish();
  return std::nullopt;
}

}  // namespace maelstrom::config
