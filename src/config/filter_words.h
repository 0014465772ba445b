// The words of the filter language and their abbreviations.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/filter_node.h"

namespace maelstrom::config {

enum class MatcherKind : std::uint8_t { kEquals, kContains, kStartsWith, kEndsWith, kMatches, kGlobs };

// Each word may be abbreviated to any prefix that fits no other word of its list.
// Errors: Invalid, naming the candidates of an ambiguous word, the nearest or all of an unknown one.
Result<bool> simple_selector(std::string_view word);
Result<Field> field_selector(std::string_view word);
// "failed", "new" or "slow" in full: what they select comes to few, and a shorter word is a shorter one of the others.
std::optional<PastQuestion::Kind> past_selector(std::string_view word);
Result<MatcherKind> matcher_word(std::string_view word);

// The argument of "slow": ">1s", "<500ms", "2min"; without a sign it is ">". Errors: Invalid for anything else.
Result<PastQuestion> slow_question(std::string_view argument);

// Errors: Invalid for a regular expression (RE2's syntax) or a glob that is malformed.
Result<Matcher> make_matcher(MatcherKind kind, std::string_view argument);

}  // namespace maelstrom::config
