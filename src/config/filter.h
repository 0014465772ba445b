// The filter language: which test cases are meant. docs/filters.md describes it for users.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace maelstrom::config {

// What earlier runs tell of a case.
struct PastOfCase {
  bool known = false;
  bool failed = false;                   // when it ran last
  std::chrono::nanoseconds expected{0};  // of its next run
};

// What a filter can ask about.
struct FilterSubject {
  std::string_view name;
  std::string_view artifact;
  std::string_view framework;
  std::string_view suite;               // that the case is in; empty: none
  std::span<const std::string> tags;    // that its source gives it
  std::span<const std::string> labels;  // that its project gives it
  std::span<const std::string> given;   // that directives give it
  PastOfCase past;                      // only where the filter asks_past()
};

class Filter {
 public:
  // Errors: Invalid, with the column (1-based, in characters) and the candidates of an ambiguous word.
  static Result<Filter> parse(std::string_view text);

  // Matches every case.
  static Filter all();
  // Matches what any of `filters` matches; nothing if there are none.
  static Filter either(std::span<const Filter> filters);
  // Matches the cases that are written `id` (ARTIFACT::NAME), wherever its "::" parts them, and those
  // whose whole name it is.
  static Filter case_id(std::string_view id);
  // Matches the cases in whose artifact or name `text` stands.
  static Filter part_of_case(std::string_view text);

  // Allocates nothing.
  bool matches(const FilterSubject& subject) const;
  // Whether some case of an artifact could match, its name and framework unknown; false only if none can.
  bool may_match_artifact(std::string_view artifact) const;
  // Whether every case of an artifact matches, whatever its name and framework.
  bool must_match_artifact(std::string_view artifact) const;
  // Adds the texts that it compares with names, artifacts, suites and labels, where these make a case match.
  void add_texts(std::vector<std::string>& texts) const;
  // Whether it may select differently after another run.
  bool asks_past() const;
  // Both readings, if the Rust edition's right-associative reading selects differently. Only of
  // what parse() gave.
  std::optional<std::string> warning() const;

  struct Node;

 private:
  explicit Filter(std::shared_ptr<const Node> root);
  std::shared_ptr<const Node> root_;
  std::optional<std::string> warning_;
};

}  // namespace maelstrom::config
