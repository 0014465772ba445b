// What the console output of Catch2 and of doctest have in common.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/job.h"
#include "core/test_case.h"

namespace maelstrom::frameworks {

// A line of a text, without its end.
struct TextLine {
  std::string_view text;
  std::size_t begin = 0;
  std::size_t end = 0;  // of its bytes, the end of the line with them
};
std::vector<TextLine> lines_of(std::string_view text);

struct Place {
  std::string file;
  int line = 0;
};
// "FILE:LINE" or "FILE(LINE)", and nothing else.
std::optional<Place> read_place(std::string_view text);

// An assertion that failed, or a skip: its message, and its bytes in the text that was read.
struct ConsolePart {
  Place place;
  std::string message;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// True of a line that ends in at least 60 times `c`. What a test printed without a line's end may stand before.
bool is_rule(std::string_view line, char c);
std::string_view before_rule(std::string_view line, char c);

// `message` without blanks at its end, and not longer than a person reads.
std::string shown_message(std::string_view message);

// `text` without the bytes of `hidden`, which do not overlap; without blanks at its end.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};
std::string without_spans(std::string_view text, std::vector<Span> hidden);

// The ending of `result` in the words `what`, then the assertion that failed before it, else the program's last words.
Verdict failed_with(std::string what, const std::optional<ConsolePart>& failure, const JobResult& result);

}  // namespace maelstrom::frameworks
