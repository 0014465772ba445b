// Names that must differ.
#pragma once

#include <string>
#include <unordered_set>

namespace maelstrom::frameworks {

class UniqueNames {
 public:
  // `name`, or if an earlier one was equal, with " #2", " #3" … behind it.
  std::string unique(const std::string& name) {
    std::string candidate = name;
    for (int number = 2; !taken_.insert(candidate).second; ++number) candidate = name + " #" + std::to_string(number);
    return candidate;
  }

 private:
  std::unordered_set<std::string> taken_;
};

}  // namespace maelstrom::frameworks
