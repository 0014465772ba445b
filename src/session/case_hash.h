// A number that stands for a case.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "core/digest.h"
#include "core/test_case.h"

namespace maelstrom::session {

// The same in every run and version, whatever other cases there are; another one for another `seed`.
inline std::size_t hash_of(const CaseId& id, std::string_view seed) {
  std::string text(seed);
  for (const std::string* part : {&id.artifact, &id.name}) {
    text += '\0';
    text += *part;
  }
  return std::hash<Digest>()(digest_of(text));
}

}  // namespace maelstrom::session
