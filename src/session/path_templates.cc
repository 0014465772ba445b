#include "session/path_templates.h"

#include <fmt/format.h>

#include <functional>
#include <string_view>
#include <utility>

#include "base/strings.h"
#include "session/paths.h"

namespace maelstrom::session {
namespace {

constexpr std::string_view kBuildDirectory = "build-dir";

using Value = std::function<Result<std::string>()>;

// `text` as a pattern that stands for itself.
std::string escaped(std::string_view text, std::string_view signs) {
  std::string pattern;
  for (const char c : text) {
    if (signs.find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
  return pattern;
}

Result<std::string> expanded(std::string_view text, const Value& build_directory) {
  std::string all;
  while (true) {
    const std::size_t sign = text.find('<');
    all += text.substr(0, sign);
    if (sign == std::string_view::npos) return all;
    text.remove_prefix(sign + 1);
    if (text.starts_with('<')) {
      all += '<';
      text.remove_prefix(1);
      continue;
    }
    const std::size_t end = text.find('>');
    if (end == std::string_view::npos)
      return invalid("\"<\" begins a name that no \">\" ends; write \"<<\" for a \"<\"");
    const std::string_view name = text.substr(0, end);
    if (name != kBuildDirectory) {
      return invalid(fmt::format("nothing is called <{}>: there is <{}>; write \"<<\" for a \"<\"", printable(name),
                                 kBuildDirectory));
    }
    TRY_ASSIGN(value, build_directory());
    all += value;
    text.remove_prefix(end + 1);
  }
}

class Expansion {
 public:
  explicit Expansion(const PathTemplates& templates) : templates_(templates) {}

  Status operator()(PathsLayer& layer) const {
    TRY(expand_all(layer.paths, absolute()));
    return expand_prefix(layer.prefix, absolute());
  }
  Status operator()(GlobLayer& layer) const {
    TRY(expand(layer.pattern, [this] { return in_glob(); }));
    return expand_prefix(layer.prefix, [this] { return relative(); });
  }
  Status operator()(StubsLayer& layer) const {
    return expand_all(layer.stubs, [this]() -> Result<std::string> {
      TRY_ASSIGN(directory, build_directory());
      return escaped(directory, "\\{},");
    });
  }
  Status operator()(SymlinksLayer& layer) const {
    for (SymlinkSpec& symlink : layer.symlinks) {
      TRY(expand(symlink.link, absolute()));
      TRY(expand(symlink.target, absolute()));
    }
    return {};
  }
  Status operator()(TarLayer& layer) const { return expand(layer.path, absolute()); }
  Status operator()(SharedLibrariesLayer& layer) const {
    TRY(expand_all(layer.binaries, absolute()));
    return expand_prefix(layer.prefix, absolute());
  }
  Status operator()(InlineLayer&) const { return {}; }
  Status operator()(CommandLayer&) const { return {}; }

 private:
  Result<std::string> build_directory() const {
    if (templates_.build_directory) return *templates_.build_directory;
    return invalid("no build directory is known for <build-dir>: test binaries were named; name it with --build-dir");
  }
  Value absolute() const {
    return [this] { return build_directory(); };
  }
  Result<std::string> relative() const {
    TRY_ASSIGN(directory, build_directory());
    const std::string& project = templates_.project;
    if (directory == project) return std::string(".");
    if (!is_within(directory, project)) {
      return invalid(fmt::format("a glob finds files of the project only, and <build-dir> is {}; use \"paths\"",
                                 printable(directory)));
    }
    return directory.substr(project == "/" ? 1 : project.size() + 1);
  }
  Result<std::string> in_glob() const {
    TRY_ASSIGN(directory, relative());
    return escaped(directory, "\\*?[]{},!");
  }

  static Status expand(std::string& text, const Value& value) {
    TRY_ASSIGN_IN("\"" + printable(text) + "\"", all, expanded(text, value));
    text = std::move(all);
    return {};
  }
  static Status expand_all(std::vector<std::string>& texts, const Value& value) {
    for (std::string& text : texts) TRY(expand(text, value));
    return {};
  }
  // What is put in front is a path inside the container, whatever is stripped.
  Status expand_prefix(PrefixOptions& prefix, const Value& stripped) const {
    if (prefix.strip_prefix) TRY(expand(*prefix.strip_prefix, stripped));
    if (prefix.prepend_prefix) TRY(expand(*prefix.prepend_prefix, absolute()));
    return {};
  }

  const PathTemplates& templates_;
};

}  // namespace

Result<std::vector<LayerSpec>> with_values(std::vector<LayerSpec> layers, const PathTemplates& templates) {
  for (LayerSpec& layer : layers) TRY(std::visit(Expansion(templates), layer));
  return layers;
}

}  // namespace maelstrom::session
