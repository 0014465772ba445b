// What CTest has said of a build directory, remembered as long as the files that it read are as they were.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/host.h"
#include "base/result.h"
#include "core/digest.h"
#include "session/cmake_build.h"
#include "session/ctest_artifacts.h"

namespace maelstrom::session {

// What is remembered with, and files are told apart by; nothing is remembered where they are empty.
struct TestMemory {
  // Of a file's content; none: nothing is there.
  std::function<Result<std::optional<Digest>>(const std::string& path)> digest_of;
  std::function<std::optional<std::string>(const Digest& question)> find;
  std::function<void(const Digest& question, std::string_view record)> remember;
};

// `own`: as ctest_artifacts() has it. CTest is asked only if what it said before may have changed.
// Errors: those of ask_ctest().
Result<CtestArtifacts> tests_of(const Host& host, const CmakeBuild& build, const std::vector<std::string>& own,
                                const TestMemory& memory);

}  // namespace maelstrom::session
