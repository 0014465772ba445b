// Which cases a person means on the command line: `-i` and `-x`.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/filter.h"

namespace maelstrom::config {

// What is included (everything, if nothing is said) less what is excluded.
struct Selection {
  std::vector<Filter> includes;
  std::vector<Filter> excludes;
  std::optional<Filter> within;  // of those, what it matches

  // Whether anything but everything is meant.
  bool is_restricted() const { return !includes.empty() || !excludes.empty() || within.has_value(); }
  bool selects(const FilterSubject& subject) const;
  // False only if no case of `artifact` can be selected: it need not be listed then.
  bool may_select_artifact(std::string_view artifact) const;
  // See Filter::add_texts(): of what is included.
  std::vector<std::string> texts() const;
  // See Filter::asks_past().
  bool asks_past() const;
};

// Reads, in this order:
// - a filter expression, if `text` is one; a single word only if it is all, any, true, none, false, failed or new in
//   full, because a shorter one is more likely a part of a name;
// - a case, if "::" stands in it: ARTIFACT::NAME, or a whole name of that kind (`module::test`);
// - a part of an artifact or of a name.
// Errors: Invalid, as Filter::parse gives it, if `text` is no filter but has a blank or one of ( ) { } < >
// | & ! ~ \ before the first "::": names are rarely written so, and a mistake in a filter must not
// select nothing in silence. Also if `text` is empty.
Result<Filter> parse_selection(std::string_view text);

}  // namespace maelstrom::config
