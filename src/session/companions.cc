#include "session/companions.h"

#include <string_view>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "session/default_container.h"
#include "session/paths.h"

namespace maelstrom::session {
namespace {

constexpr int kDeepest = 5;  // so many interpreters that are scripts the kernel takes, one of the other

// NAME of "NAME", "-S NAME -x" and "-i A=1 NAME". Source: env(1).
std::string program_of_env(std::string_view argument) {
  while (!argument.empty()) {
    const std::size_t end = argument.find_first_of(" \t");
    const std::string_view word = argument.substr(0, end);
    argument = end == std::string_view::npos ? std::string_view() : trim(argument.substr(end));
    if (!word.starts_with('-') && word.find('=') == std::string_view::npos) return std::string(word);
    // "-Spython3"
    if (word.starts_with("-S") && word.size() > 2) return std::string(word.substr(2));
  }
  return {};
}

class Search {
 public:
  Search(const frameworks::Artifact& artifact, const Looks& looks) : artifact_(artifact), looks_(looks) {}

  Companions run() {
    add_program(artifact_.program);
    for (const std::string& file : artifact_.files) add_file(file);
    return std::move(found_);
  }

 private:
  std::optional<layers::Script> script(const std::string& path) const {
    const auto read = looks_.script ? looks_.script(path) : std::nullopt;
    return read ? *read : std::nullopt;
  }

  // What is neither script nor ELF is for the libraries' layer to complain about.
  void add_program(std::string path) {
    for (int depth = 0; depth < kDeepest; ++depth) {
      const auto its = script(path);
      if (!its) {
        found_.linked.insert(std::move(path));
        return;
      }
      path = interpreter(*its);
      if (path.empty()) return;
      found_.files.insert(path);
    }
  }

  // The program that runs the script in the end; empty if it is nowhere.
  std::string interpreter(const layers::Script& script) {
    if (!script.interpreter.starts_with('/')) return {};
    if (file_name(script.interpreter) != "env") return script.interpreter;
    found_.files.insert(script.interpreter);
    found_.linked.insert(script.interpreter);
    const std::string name = program_of_env(script.argument);
    return name.find('/') == std::string::npos ? in_path(name) : name;
  }

  std::string in_path(const std::string& name) const {
    const auto own = artifact_.environment.find("PATH");
    std::string_view left = own == artifact_.environment.end() ? default_environment().at("PATH") : own->second;
    while (!name.empty() && !left.empty()) {
      const std::size_t end = left.find(':');
      const std::string path = std::string(left.substr(0, end)) + "/" + name;
      left = end == std::string_view::npos ? std::string_view() : left.substr(end + 1);
      if (path.starts_with('/') && (script(path) || looks_.elf(path))) return path;
    }
    return {};
  }

  void add_file(const std::string& path) {
    if (script(path)) return add_program(path);
    const auto facts = looks_.elf(path);
    if (facts && (facts->interpreter || !facts->needed.empty())) found_.linked.insert(path);
  }

  const frameworks::Artifact& artifact_;
  const Looks& looks_;
  Companions found_;
};

}  // namespace

Companions companions_of(const frameworks::Artifact& artifact, const Looks& looks) {
  return Search(artifact, looks).run();
}

}  // namespace maelstrom::session
