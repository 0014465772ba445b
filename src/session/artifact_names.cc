#include "session/artifact_names.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace maelstrom::session {
namespace {

// The last `count` components of `path`.
std::string_view last_components(std::string_view path, int count) {
  std::size_t from = path.size();
  for (; count > 0; --count) {
    const std::size_t slash = from == 0 ? std::string_view::npos : path.rfind('/', from - 1);
    if (slash == std::string_view::npos) return path;
    from = slash;
  }
  return path.substr(from + 1);
}

std::map<std::string, std::string> program_names(const std::set<std::string>& programs) {
  std::map<std::string, std::string> names;
  std::set<std::string> unnamed = programs;
  for (int components = 1; !unnamed.empty(); ++components) {
    std::map<std::string_view, std::vector<std::string>> by_name;
    for (const std::string& program : unnamed) by_name[last_components(program, components)].push_back(program);
    std::set<std::string> equal;
    for (const auto& [name, of] : by_name) {
      if (of.size() == 1) {
        names[of.front()] = name;
      } else {
        equal.insert(of.begin(), of.end());
      }
    }
    unnamed = std::move(equal);
  }
  return names;
}

}  // namespace

void give_unique_names(std::vector<TestBinary>& binaries) {
  std::set<std::string> programs;
  std::map<std::string, int> users;
  for (const TestBinary& binary : binaries) {
    programs.insert(binary.artifact.program);
    ++users[binary.artifact.program];
  }
  const auto names = program_names(programs);
  std::set<std::string> taken;
  std::map<std::string, int> numbers;
  for (TestBinary& binary : binaries) {
    frameworks::Artifact& artifact = binary.artifact;
    const std::string& base = names.at(artifact.program);
    const int number = ++numbers[artifact.program];
    std::string name = base;
    std::string test;  // which its one case is, and says enough
    if (binary.cases == CasesAre::kWhole) test = "::" + binary.whole.name;
    if (test.empty() && users[artifact.program] > 1 && !artifact.name.empty()) {
      name += "[" + artifact.name + "]";
    } else if (test.empty() && number > 1) {
      name += "[" + std::to_string(number) + "]";
    }
    while (!taken.insert(name + test).second) name += "'";
    artifact.name = std::move(name);
  }
}

}  // namespace maelstrom::session
