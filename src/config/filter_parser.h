// From text to the tree of a filter.
#pragma once

#include <string_view>

#include "base/result.h"
#include "config/filter_node.h"

namespace maelstrom::config {

// or-expression  = chain { ("|" | "||" | "or") chain }
// chain          = operand { ("&" | "&&" | "and" | "+" | "\" | "-" | "minus") operand }
// operand        = { "!" | "~" | "not" } ( "(" or-expression ")" | simple ["()"] | field "." matcher argument )
// argument       = "(" text ")" | "[" text "]" | "{" text "}" | "<" text ">" | "/" text "/"
//
// Blanks may stand between any two of these but around the "." and inside "()".
// Errors: Invalid, "column N: ...".
Result<Filter::Node> parse_filter(std::string_view text);

}  // namespace maelstrom::config
