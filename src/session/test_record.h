// What CTest has said and what it depended on, as bytes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/digest.h"
#include "session/ctest_artifacts.h"

namespace maelstrom::session {

struct TestRecord {
  std::map<std::string, std::optional<Digest>> files;  // none: nothing was there
  std::map<std::string, bool> names;                   // whether something was there
  CtestArtifacts artifacts;                            // all of them are built

  std::string encode() const;
  // Errors: Invalid for what encode() did not write.
  static Result<TestRecord> decode(std::string_view bytes);
};

}  // namespace maelstrom::session
