#include "session/ctest_model.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <nlohmann/json.hpp>

#include "session/ctest_environment.h"

namespace maelstrom::session {
namespace {

using nlohmann::json;

constexpr std::int64_t kMajorVersion = 1;
constexpr double kLongestTimeout = 1e9;  // seconds; CTest takes such a number as "never"

std::vector<std::string> texts(const json& value) {
  if (value.is_string()) return {value.get<std::string>()};
  std::vector<std::string> found;
  if (!value.is_array()) return found;
  for (const json& element : value) {
    if (element.is_string()) found.push_back(element.get<std::string>());
  }
  return found;
}

// The unit of COST is nobody's business but the project's; seconds are what CTest itself puts in its place.
std::chrono::milliseconds cost(const json& value) {
  const double seconds = value.is_number() ? value.get<double>() : 0;
  if (!(seconds > 0)) return std::chrono::milliseconds(0);
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::min(seconds, kLongestTimeout) * 1000));
}

// A part of a second counts as a whole one.
std::chrono::seconds timeout(const json& value) {
  const double seconds = value.is_number() ? value.get<double>() : 0;
  if (!(seconds > 0) || seconds > kLongestTimeout) return std::chrono::seconds(0);
  return std::chrono::seconds(static_cast<std::int64_t>(std::ceil(seconds)));
}

bool is_on(const json& value) { return value.is_boolean() && value.get<bool>(); }

void take_rule(frameworks::PlainRules& rules, const std::string& name, const json& value) {
  if (name == "WILL_FAIL") rules.will_fail = is_on(value);
  if (name == "PASS_REGULAR_EXPRESSION") rules.pass_regular_expression = texts(value);
  if (name == "FAIL_REGULAR_EXPRESSION") rules.fail_regular_expression = texts(value);
  if (name == "SKIP_REGULAR_EXPRESSION") rules.skip_regular_expression = texts(value);
  if (name == "SKIP_RETURN_CODE" && value.is_number_integer()) rules.skip_return_code = value.get<int>();
}

void take_need(Needs& needs, const std::string& name, const json& value) {
  if (name == "PROCESSORS" && value.is_number_unsigned())
    needs.slots = std::max<std::size_t>(1, value.get<std::size_t>());
  if (name == "RUN_SERIAL") needs.alone = is_on(value);
  if (name != "RESOURCE_LOCK") return;
  std::vector<std::string> locks = texts(value);
  std::ranges::sort(locks);  // one that is named twice would wait for itself
  locks.erase(std::unique(locks.begin(), locks.end()), locks.end());
  needs.locks.assign(locks.begin(), locks.end());
}

// cmake-properties(7): one of these, and more than 0 to 60 seconds, of which 1 is usual.
constexpr std::pair<std::string_view, int> kSignals[] = {
    {"SIGINT", SIGINT}, {"SIGQUIT", SIGQUIT}, {"SIGTERM", SIGTERM}, {"SIGUSR1", SIGUSR1}, {"SIGUSR2", SIGUSR2}};
constexpr double kLongestGrace = 60;

struct TimeoutSignalProperties {
  int signal = 0;
  double grace = 1;

  void take(const std::string& name, const json& value) {
    if (name == "TIMEOUT_SIGNAL_NAME" && value.is_string()) {
      const auto* const known =
          std::ranges::find(kSignals, value.get<std::string>(), [](const auto& one) { return one.first; });
      if (known != std::end(kSignals)) signal = known->second;
    }
    if (name != "TIMEOUT_SIGNAL_GRACE_PERIOD" || !value.is_number()) return;
    const double seconds = value.get<double>();
    if (seconds > 0 && seconds <= kLongestGrace) grace = seconds;
  }
  std::optional<TimeoutSignal> together() const {
    if (signal == 0) return std::nullopt;
    return TimeoutSignal{signal, std::chrono::nanoseconds(static_cast<std::int64_t>(grace * 1e9))};
  }
};

// The clock of a job cannot be set back while it runs, so it has the time before the match and the time behind it
// together; what has not matched in the former has run out of it (PlainRules).
struct TimeoutAfterMatch {
  std::vector<std::string> expressions;
  std::chrono::seconds then{0};

  void take(const json& value) {
    if (!value.is_object()) return;
    expressions = texts(value.value("regex", json()));
    then = timeout(value.value("timeout", json()));
  }
  void apply(CtestTest& test) const {
    if (expressions.empty()) return;
    test.rules.timeout_after_match = expressions;
    test.rules.timeout_before_match = test.timeout;
    const bool ends = test.timeout.count() > 0 && then.count() > 0;
    test.timeout = ends ? test.timeout + then : std::chrono::seconds(0);
  }
};

void take_role(FixtureRoles& roles, const std::string& name, const json& value) {
  if (name == "FIXTURES_SETUP") roles.setup = texts(value);
  if (name == "FIXTURES_CLEANUP") roles.cleanup = texts(value);
  if (name == "FIXTURES_REQUIRED") roles.required = texts(value);
}

void take_property(CtestTest& test, const std::string& name, const json& value) {
  if (name == "WORKING_DIRECTORY" && value.is_string()) test.working_directory = value.get<std::string>();
  if (name == "TIMEOUT") test.timeout = timeout(value);
  if (name == "DISABLED") test.disabled = is_on(value);
  if (name == "ENVIRONMENT") set_variables(test.environment, texts(value));
  if (name == "REQUIRED_FILES") test.required_files = texts(value);
  if (name == "LABELS") test.labels = texts(value);
  if (name == "COST") test.cost = cost(value);
  if (name == "DEPENDS") test.depends = texts(value);
  take_role(test.fixtures, name, value);
  take_need(test.needs, name, value);
  take_rule(test.rules, name, value);
}

CtestTest read_test(const json& object) {
  CtestTest test{.name = object.value("name", json()).is_string() ? object["name"].get<std::string>() : std::string()};
  if (const auto command = object.find("command"); command != object.end()) test.command = texts(*command);
  const auto properties = object.find("properties");
  if (properties == object.end() || !properties->is_array()) return test;
  std::vector<std::string> modifications;
  TimeoutSignalProperties at_timeout;
  TimeoutAfterMatch after_match;
  for (const json& property : *properties) {
    if (!property.is_object() || !property.contains("value") || !property.value("name", json()).is_string()) continue;
    const std::string name = property["name"].get<std::string>();
    take_property(test, name, property["value"]);
    at_timeout.take(name, property["value"]);
    if (name == "TIMEOUT_AFTER_MATCH") after_match.take(property["value"]);
    if (name == "ENVIRONMENT_MODIFICATION") modifications = texts(property["value"]);
  }
  test.timeout_signal = at_timeout.together();
  // After ENVIRONMENT, wherever it stands.
  if (const Status done = modify_variables(test.environment, modifications); !done) {
    test.mistake = "its ENVIRONMENT_MODIFICATION cannot be applied: " + done.error().message();
  }
  after_match.apply(test);
  return test;
}

Status check_version(const json& document) {
  const json version = document.is_object() ? document.value("version", json()) : json();
  const json major = version.is_object() ? version.value("major", json()) : json();
  if (!major.is_number_integer()) return invalid("CTest did not print a list of its tests");
  if (major.get<std::int64_t>() == kMajorVersion) return {};
  return invalid("CTest describes its tests in version " + major.dump() +
                 " of its format; only version 1 is understood. Use another CMake, or name the test binaries: "
                 "maelstrom test --artifact PATH");
}

// What a project's files print when CTest reads them stands in front, on lines of its own.
json document_in(std::string_view text) {
  json document = json::parse(text, nullptr, /*allow_exceptions=*/false);
  while (document.is_discarded()) {
    const auto line = text.find("\n{");
    if (line == std::string_view::npos) break;
    text.remove_prefix(line + 1);
    document = json::parse(text, nullptr, /*allow_exceptions=*/false);
  }
  return document;
}

}  // namespace

Result<std::vector<CtestTest>> parse_ctest_tests(std::string_view text) {
  const json document = document_in(text);
  TRY(check_version(document));
  std::vector<CtestTest> tests;
  const auto listed = document.find("tests");
  if (listed == document.end() || !listed->is_array()) return tests;
  for (const json& test : *listed) {
    if (test.is_object()) tests.push_back(read_test(test));
  }
  return tests;
}

}  // namespace maelstrom::session
