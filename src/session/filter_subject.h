// A case as filters see it.
#pragma once

#include "config/filter.h"
#include "session/test_binary.h"

namespace maelstrom::session {

// Good as long as both arguments are. Without a framework where none has looked at the binary yet.
inline config::FilterSubject subject_of(const TestBinary& binary, const frameworks::ListedCase& listed) {
  return {.name = listed.name,
          .artifact = binary.artifact.name,
          .framework = binary.framework == nullptr ? std::string_view() : binary.framework->name(),
          .suite = listed.suite,
          .tags = listed.tags,
          .labels = binary.whole.labels};
}

}  // namespace maelstrom::session
