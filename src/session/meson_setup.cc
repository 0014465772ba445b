#include "session/meson_setup.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/strings.h"
#include "session/default_container.h"

namespace maelstrom::session {
namespace {

using nlohmann::json;

constexpr const char* kBuildFiles = "/meson-info/intro-buildsystem_files.json";
// No function and no comprehension: Meson runs it where those would not see its names.
constexpr const char* kProgram = R"(import json, os, pickle, sys
with open(os.path.join(sys.argv[1], 'meson-private', 'meson_test_setup.dat'), 'rb') as setup:
    tests = pickle.load(setup)
usual = {}
for variable in sys.argv[2:]:
    name, _, value = variable.partition('=')
    usual[name] = value
told = []
for test in tests:
    variables = test.env.get_env(dict(usual))
    for name, value in usual.items():
        if variables.get(name) == value:
            del variables[name]
    told.append({'name': test.name, 'should_fail': bool(test.should_fail), 'env': variables})
print(json.dumps(told))
)";

// What Python says of an exception.
std::string last_line(std::string_view text) {
  text = trim(text);
  return printable(trim(text.substr(text.rfind('\n') + 1)));
}

struct Setup {
  std::string name;
  bool should_fail = false;
  Environment environment;
};

Result<std::vector<Setup>> read_setups(std::string_view text) {
  const json document = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!document.is_array()) return invalid("Meson did not write a list of its tests");
  std::vector<Setup> setups;
  for (const json& one : document) {
    if (!one.is_object() || !one.value("name", json()).is_string()) return invalid("Meson wrote a test without a name");
    Setup setup{.name = one["name"].get<std::string>()};
    const json should_fail = one.value("should_fail", json());
    setup.should_fail = should_fail.is_boolean() && should_fail.get<bool>();
    const json variables = one.value("env", json::object());
    for (const auto& [name, value] : variables.items()) {
      if (value.is_string()) setup.environment[name] = value.get<std::string>();
    }
    setups.push_back(std::move(setup));
  }
  return setups;
}

}  // namespace

bool may_have_more(const Host& host, const std::string& directory) {
  const auto listed = host.read_file(directory + kBuildFiles);
  const json files = listed ? json::parse(*listed, nullptr, /*allow_exceptions=*/false) : json();
  if (!files.is_array()) return true;
  return std::ranges::any_of(files, [&](const json& file) {
    const auto text = file.is_string() ? host.read_file(file.get<std::string>()) : Result<std::string>();
    if (!text) return true;
    return text->find("should_fail") != std::string::npos || text->find("environment") != std::string::npos;
  });
}

Status complete_tests(const Host& host, const std::string& directory, std::vector<CtestTest>& tests) {
  std::vector<std::string> argv{"meson", "runpython", "-c", kProgram, directory};
  for (const auto& [name, value] : default_environment()) argv.push_back(std::string(name).append("=").append(value));
  TRY_ASSIGN(told, host.run({.argv = std::move(argv)}));
  if (told.exit_code != 0) return invalid("meson runpython: " + last_line(told.standard_error));
  TRY_ASSIGN(setups, read_setups(told.standard_output));
  const auto same = [](const CtestTest& test, const Setup& setup) { return test.name == setup.name; };
  if (!std::ranges::equal(tests, setups, same)) return invalid("Meson speaks of other tests than it has listed");
  for (std::size_t at = 0; at < tests.size(); ++at) {
    tests[at].rules.will_fail = setups[at].should_fail;
    tests[at].environment = std::move(setups[at].environment);
  }
  return {};
}

}  // namespace maelstrom::session
