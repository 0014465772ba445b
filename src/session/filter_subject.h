// A case as filters see it.
#pragma once

#include "config/case_argument.h"
#include "session/ports.h"
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

// The same, with what `past` tells of it if `selection` asks.
inline config::FilterSubject subject_of(const TestBinary& binary, const frameworks::ListedCase& listed,
                                        const config::Selection& selection, const Ports& ports) {
  config::FilterSubject subject = subject_of(binary, listed);
  if (!selection.asks_past()) return subject;
  if (const auto past = ports.past({binary.artifact.name, listed.name})) {
    subject.past = {.known = true, .failed = past->failed, .expected = past->expected};
  }
  return subject;
}

}  // namespace maelstrom::session
