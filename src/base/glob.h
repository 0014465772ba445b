// Patterns for paths and names, with the matching of Rust's globset crate and its default options.
//
//   ?        any one character, "/" too
//   *        any characters, "/" too; hidden files are like others
//   **/      at the beginning: any directories, or none
//   /**      at the end: everything below
//   /**/     any directories between, or none
//   [a-z]    one character of these; [!a-z] and [^a-z] one that is none of these
//   {a,b*}   one of these patterns, which may hold braces themselves; an empty one counts for nothing
//   \x       the character x itself (but in [], where it stands for itself)
//
// A pattern matches whole texts. A character is a UTF-8 sequence, or a byte that belongs to none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace maelstrom {

class Glob {
 public:
  // Errors: Invalid, with the column (in characters) of what is never closed, never opened, an empty
  // range or a lone "\" at the end; a pattern too large (16 383 steps, 100 braces in one another).
  static Result<Glob> parse(std::string_view pattern);

  // In time proportional to the lengths of text and pattern multiplied, at worst. Allocates nothing.
  bool matches(std::string_view text) const;

  // The directory that every match lies below: "a/b" of "a/b/c*d" and of "a/b/c", "/" of "/x*",
  // empty if the pattern begins with no directory of its own. Without escapes.
  std::string_view literal_prefix() const { return directory_; }

  struct Class {
    std::vector<std::pair<char32_t, char32_t>> ranges;
    bool negated = false;
  };
  // One step of the pattern, as a machine without loops: whatever a step leads to stands behind it.
  struct Step {
    enum class Kind : std::uint8_t { kCharacter, kAny, kClass, kStar, kFork, kJump, kEnd } kind = Kind::kEnd;
    std::uint32_t operand = 0;  // the character, the class, or the other step that a fork or jump leads to
  };

 private:
  std::vector<Step> steps_;
  std::vector<Class> classes_;
  std::size_t start_ = 0;  // the step behind head_
  std::string head_;       // what every match begins with
  std::string tail_;       // what every match ends with
  std::string directory_;
};

}  // namespace maelstrom
