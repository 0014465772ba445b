#include "session/ctest_sources.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "session/cmake_script.h"
#include "session/paths.h"

namespace maelstrom::session {
namespace {

constexpr std::string_view kTests = "/CTestTestfile.cmake";
constexpr std::size_t kFilesLimit = 100'000;

bool all_literal(const ScriptCommand& command) {
  return std::ranges::all_of(command.arguments, &ScriptArgument::literal);
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

class Reading {
 public:
  explicit Reading(const Host& host) : host_(host) {}

  std::optional<CtestSources> read(const std::string& build_directory) {
    // Its settings; and scripts of a person, which may do anything.
    sources_.files.insert(build_directory + "/DartConfiguration.tcl");
    sources_.files.insert(build_directory + "/CTestConfiguration.ini");
    for (const char* custom : {"/CTestCustom.cmake", "/CTestCustom.ctest"}) {
      sources_.files.insert(build_directory + custom);
      if (host_.exists(build_directory + custom)) return std::nullopt;
    }
    add_directory(build_directory);
    while (!open_.empty()) {
      const Script script = std::move(open_.back());
      open_.pop_back();
      if (sources_.files.size() > kFilesLimit || !read_script(script)) return std::nullopt;
    }
    return std::move(sources_);
  }

 private:
  struct Script {
    std::string path;
    std::string directory;  // that relative names begin at
  };

  void add_directory(const std::string& directory) {
    // CTest asks first whether the directory is there; if only the directory is, it reads a file of an old name.
    sources_.names.insert(directory);
    sources_.names.insert(directory + "/DartTestfile.txt");
    add_script({directory + std::string(kTests), directory});
  }

  void add_script(Script script) {
    if (sources_.files.insert(script.path).second) open_.push_back(std::move(script));
  }

  // False: it does what cannot be foreseen.
  bool read_script(const Script& script) {
    if (host_.exists(script.directory + "/DartTestfile.txt")) return false;
    const auto text = host_.read_file(script.path);
    if (!text) return text.error().code() == ErrorCode::kNotFound;
    const auto commands = parse_cmake_script(*text);
    return commands && std::ranges::all_of(*commands, [&](const ScriptCommand& command) {
             return all_literal(command) && take(command, script);
           });
  }

  bool take(const ScriptCommand& command, const Script& script) {
    if (command.name == "add_test") return take_test(command, script);
    if (command.name == "include") return take_include(command, script);
    if (is_one_of(command.name, {"if", "elseif"})) return take_condition(command.arguments);
    if (command.name == "subdirs") {
      for (const ScriptArgument& argument : command.arguments) {
        add_directory(absolute_path(script.directory, argument.text));
      }
      return true;
    }
    return is_one_of(command.name, {"set_tests_properties", "set_directory_properties", "set", "else", "endif"});
  }

  // add_test(NAME COMMAND ARGUMENT...): what the command is, is looked up.
  bool take_test(const ScriptCommand& command, const Script& script) {
    if (command.arguments.size() < 2) return false;
    const std::string& program = command.arguments[1].text;
    const std::string path = absolute_path(script.directory, program);
    sources_.names.insert(path);
    // A name without a place is looked for beside the script first, and then where programs are.
    return program.starts_with('/') || !host_.exists(path);
  }

  bool take_include(const ScriptCommand& command, const Script& script) {
    if (command.arguments.empty()) return false;
    const std::string& name = command.arguments.front().text;
    const bool is_module = !name.starts_with('/') && !name.ends_with(".cmake");
    const bool plain = std::all_of(command.arguments.begin() + 1, command.arguments.end(),
                                   [](const ScriptArgument& more) { return more.text == "OPTIONAL"; });
    if (is_module || !plain) return false;
    add_script({absolute_path(script.directory, name), script.directory});
    return true;
  }

  // Whichever branch is taken, what stands in all of them counts.
  bool take_condition(const std::vector<ScriptArgument>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const bool has_value = i + 1 < words.size();
      if (!words[i].quoted && is_one_of(words[i].text, {"NOT", "AND", "OR", "(", ")"})) continue;
      if (words[i].text == "EXISTS" && has_value && words[i + 1].quoted && words[i + 1].text.starts_with('/')) {
        sources_.names.insert(words[++i].text);
        continue;
      }
      const bool on_configuration = words[i].text == "CTEST_CONFIGURATION_TYPE" && i + 2 < words.size() &&
                                    is_one_of(words[i + 1].text, {"MATCHES", "STREQUAL"}) && words[i + 2].quoted;
      if (!on_configuration) return false;
      i += 2;
    }
    return true;
  }

  const Host& host_;
  CtestSources sources_;
  std::vector<Script> open_;
};

}  // namespace

std::optional<CtestSources> ctest_sources(const Host& host, const CmakeBuild& build) {
  return Reading(host).read(build.directory);
}

}  // namespace maelstrom::session
