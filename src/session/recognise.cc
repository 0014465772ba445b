#include "session/recognise.h"

#include <utility>

namespace maelstrom::session {

std::vector<std::string> every_marker() {
  std::vector<std::string> markers;
  for (const auto& framework : frameworks::all_frameworks()) {
    for (std::string& marker : framework->markers()) markers.push_back(std::move(marker));
  }
  return markers;
}

const frameworks::Framework* recognise(const ElfFacts& facts) {
  for (const auto& framework : frameworks::all_frameworks()) {
    if (framework->recognises(facts)) return framework.get();
  }
  return nullptr;
}

}  // namespace maelstrom::session
