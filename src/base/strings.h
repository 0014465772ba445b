// Text as values: splitting, joining, quoting, and the nearest known word.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom {

std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string_view trim(std::string_view text);  // ASCII white space at both ends

// A decimal number that fills `text`; nothing else.
std::optional<std::uint64_t> parse_unsigned(std::string_view text);

// `word` as a shell would need it typed: quoted only where it must be.
std::string shell_quote(std::string_view word);

// The length of the well-formed UTF-8 sequence (RFC 3629) at the front of `text`; 0 if there is none.
std::size_t utf8_sequence(std::string_view text);
// True if `text` is well-formed UTF-8.
bool is_utf8(std::string_view text);
// `text` with each malformed byte replaced by U+FFFD.
std::string to_utf8(std::string_view text);
// For one line of a terminal: control characters and malformed bytes as \xNN, newline as \n.
std::string printable(std::string_view text);

std::string base64(std::string_view bytes);  // RFC 4648, section 4

// The candidate that `word` was probably meant to be (optimal string alignment distance of at most
// a third of its length); none if nothing is near.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

// "0.004 s", "2.4 s", "61 s": two significant digits below 100 s.
std::string human_seconds(double seconds);
// "1 742": groups of three digits, parted by blanks.
std::string human_count(std::uint64_t count);
// "512 B", "1.4 MiB".
std::string human_bytes(std::uint64_t bytes);

}  // namespace maelstrom
