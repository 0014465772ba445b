// What a person may have meant whose filters have selected nothing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/case_argument.h"

namespace maelstrom::session {

class NearNames {
 public:
  explicit NearNames(const config::Selection& selection) : texts_(selection.texts()) {}

  // There is this, and it was not selected.
  void offer(std::string_view name);
  // Something was selected: nobody will ask.
  void forget();

  // "; did you mean \"Numbers\"?": for each text of the filters that stands in no name the nearest name or part of
  // one, three at most. Nothing, if none is near.
  std::string question() const;

 private:
  std::vector<std::string> texts_;  // none: nobody will ask
  std::vector<std::string> names_;
};

}  // namespace maelstrom::session
