// How one case of a Catch2 2 program is chosen.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "frameworks/catch2_listing.h"

namespace maelstrom::frameworks {

// Catch2 2 knows no choice but by name and tags: letters of either case are the same, blanks around a name do not
// count, and a "*" at either end stands for any text, however it is quoted. So a name alone may choose more than its
// case; tags, and the names of the others, then narrow it down.
// Source: Catch2 2.13, TestSpecParser and WildcardPattern.
class Catch2Specs {
 public:
  explicit Catch2Specs(const std::vector<Catch2Case>& cases);  // which outlive this object

  // The test spec that runs case `index`. If it cannot be told from others, the first of them has a spec that
  // runs them all, the others have none.
  std::optional<std::string> of(std::size_t index) const;

 private:
  struct Pattern {
    std::string text;  // in small letters, without blanks around it
    bool open_begin = false;
    bool open_end = false;
    bool matches(std::string_view name) const;
  };
  static Pattern pattern_of(const std::string& normal);
  std::vector<std::size_t> chosen_by_name(std::size_t index) const;

  const std::vector<Catch2Case>& cases_;
  std::vector<std::string> normal_;  // each name as Catch2 compares it
  std::unordered_map<std::string, std::vector<std::size_t>> by_normal_;
};

// `name` as the last pattern of a test spec: in quotes where its first character would have a meaning, and nowhere
// else, for the first of Catch2 2 know no escape within quotes.
std::string catch2_pattern(std::string_view name);

}  // namespace maelstrom::frameworks
