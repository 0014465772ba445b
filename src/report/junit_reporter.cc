#include "report/junit_reporter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <pugixml.hpp>

#include "report/timestamp.h"
#include "report/xml_text.h"

namespace maelstrom::report {
namespace {

using Case = JunitReporter::Case;
using std::chrono::nanoseconds;

// What JUnit makes of an outcome: the element in the testcase, if there is one.
enum class Mark : std::uint8_t { kNone, kFailure, kError, kSkipped };

Mark mark_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPassed:
    case Outcome::kFlaky:
      return Mark::kNone;
    case Outcome::kFailed:
    case Outcome::kTimedOut:
    case Outcome::kLeaked:
      return Mark::kFailure;
    case Outcome::kInfrastructureError:
      return Mark::kError;
    case Outcome::kSkipped:
    case Outcome::kIgnored:
    case Outcome::kNotRun:
      return Mark::kSkipped;
  }
  return Mark::kError;
}

struct Tally {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
  nanoseconds duration{0};

  void add(const Tally& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
    duration += other.duration;
  }
};

Tally tally_of(const std::vector<Case>& cases) {
  Tally tally{.tests = cases.size()};
  for (const Case& one : cases) {
    const Mark mark = mark_of(one.outcome);
    tally.failures += mark == Mark::kFailure ? 1 : 0;
    tally.errors += mark == Mark::kError ? 1 : 0;
    tally.skipped += mark == Mark::kSkipped ? 1 : 0;
    tally.duration += one.duration;
  }
  return tally;
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

void set(pugi::xml_node node, const char* name, std::size_t value) {
  node.append_attribute(name).set_value(static_cast<unsigned long long>(value));
}

std::string seconds(nanoseconds value) { return fmt::format("{:.3f}", std::chrono::duration<double>(value).count()); }

void set(pugi::xml_node node, const char* name, nanoseconds value) { set(node, name, seconds(value)); }

void append_text(pugi::xml_node node, const char* name, const std::string& text) {
  if (text.empty()) return;
  node.append_child(name).append_child(pugi::node_pcdata).set_value(text.c_str());
}

// "timed out", where the adapter had nothing to add.
std::string message_of(const Case& one) {
  if (!one.message.empty()) return one.message;
  std::string words(outcome_name(one.outcome));
  std::ranges::replace(words, '_', ' ');
  return words;
}

std::string location_of(const Case& one) {
  if (one.file.empty()) return {};
  return one.line > 0 ? fmt::format("{}:{}", one.file, one.line) : one.file;
}

// Jenkins shows `message`, GitLab the text: both hold the whole message.
void append_mark(pugi::xml_node node, const char* name, const Case& one) {
  pugi::xml_node mark = node.append_child(name);
  const std::string message = message_of(one);
  const std::string location = location_of(one);
  set(mark, "type", std::string(outcome_name(one.outcome)));
  set(mark, "message", message);
  const std::string text = location.empty() ? message : fmt::format("{}\n{}", location, message);
  mark.append_child(pugi::node_pcdata).set_value(text.c_str());
}

struct Property {
  std::string name;
  std::string value;
};

// What the schema has no place for in a testcase.
void add_properties(const Case& one, std::vector<Property>& all) {
  const auto add = [&](std::string_view what, std::string value) {
    all.push_back({fmt::format("{} of {}", what, xml_text(one.name)), std::move(value)});
  };
  if (one.cached) add("cached", "true");
  if (one.slow) add("slow", "true");
  if (!one.worker.empty()) add("worker", one.worker);
  if (!one.cluster) return;
  add("cluster_queue_seconds", seconds(one.cluster->queue));
  add("fetch_seconds", seconds(one.cluster->fetch));
}

void append_properties(pugi::xml_node suite, const std::vector<Case>& cases) {
  std::vector<Property> all;
  for (const Case& one : cases) add_properties(one, all);
  if (all.empty()) return;
  pugi::xml_node node = suite.append_child("properties");
  for (const auto& [name, value] : all) {
    pugi::xml_node property = node.append_child("property");
    set(property, "name", name);
    set(property, "value", value);
  }
}

void append_case(pugi::xml_node suite, const Case& one) {
  pugi::xml_node node = suite.append_child("testcase");
  set(node, "classname", one.class_name);
  set(node, "name", one.method);
  set(node, "time", one.duration);
  switch (mark_of(one.outcome)) {
    case Mark::kNone:
      return;
    case Mark::kFailure:
      append_mark(node, "failure", one);
      break;
    case Mark::kError:
      append_mark(node, "error", one);
      break;
    case Mark::kSkipped:
      append_mark(node, "skipped", one);
      break;
  }
  append_text(node, "system-out", one.standard_output);
  append_text(node, "system-err", one.standard_error);
}

class TextWriter final : public pugi::xml_writer {
 public:
  void write(const void* data, std::size_t size) override { text_.append(static_cast<const char*>(data), size); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// The class and the method that a JUnit reader groups by. A GoogleTest name has one
// dot (neither suites nor parameters' names may hold one); other names are no pair.
std::pair<std::string, std::string> class_and_method(const CaseResult& result) {
  const auto& [artifact, name] = result.id;
  const std::size_t dot = result.framework == "gtest" ? name.find('.') : std::string::npos;
  if (dot == std::string::npos) return {artifact, name};
  return {artifact + "." + name.substr(0, dot), name.substr(dot + 1)};
}

Case case_of(const CaseResult& result) {
  const auto [class_name, method] = class_and_method(result);
  Case one{.name = result.id.name,
           .class_name = xml_text(class_name),
           .method = xml_text(method),
           .outcome = result.verdict.outcome,
           .message = xml_text(result.verdict.message),
           .file = xml_text(result.verdict.file),
           .line = result.verdict.line,
           .slow = result.slow};
  if (!result.job) return one;
  one.duration = result.job->duration;
  one.cached = result.job->cached.has_value();
  if (!one.cached) {
    one.worker = xml_text(result.job->worker);
    one.cluster = result.job->cluster;
  }
  if (mark_of(one.outcome) == Mark::kNone) return one;
  one.standard_output = xml_text(result.job->standard_output.text());
  one.standard_error = xml_text(result.job->standard_error.text());
  return one;
}

void append_suite(pugi::xml_node root, const std::string& artifact, const std::vector<Case>& cases,
                  const std::string& timestamp) {
  const Tally tally = tally_of(cases);
  pugi::xml_node suite = root.append_child("testsuite");
  set(suite, "name", xml_text(artifact));
  set(suite, "tests", tally.tests);
  set(suite, "failures", tally.failures);
  set(suite, "errors", tally.errors);
  set(suite, "skipped", tally.skipped);
  set(suite, "time", tally.duration);
  set(suite, "timestamp", timestamp);
  append_properties(suite, cases);
  for (const Case& one : cases) append_case(suite, one);
}

pugi::xml_node append_root(pugi::xml_document& document, const Tally& total, nanoseconds duration) {
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", std::string("1.0"));
  set(declaration, "encoding", std::string("UTF-8"));
  pugi::xml_node root = document.append_child("testsuites");
  set(root, "name", std::string("maelstrom"));
  set(root, "tests", total.tests);
  set(root, "failures", total.failures);
  set(root, "errors", total.errors);
  set(root, "time", duration);
  return root;
}

}  // namespace

void JunitReporter::on(const CaseResult& result) { suites_[result.id.artifact].push_back(case_of(result)); }

void JunitReporter::on(const RunFinished& event) {
  Tally total;
  for (auto& [artifact, cases] : suites_) {
    std::ranges::sort(cases, {}, &Case::name);
    total.add(tally_of(cases));
  }
  pugi::xml_document document;
  const pugi::xml_node root = append_root(document, total, event.duration);
  const std::string timestamp = junit_timestamp(started_);
  for (const auto& [artifact, cases] : suites_) append_suite(root, artifact, cases, timestamp);
  TextWriter writer;
  document.save(writer, "  ", pugi::format_default, pugi::encoding_utf8);
  status_ = sink_(writer.text());
}

}  // namespace maelstrom::report
