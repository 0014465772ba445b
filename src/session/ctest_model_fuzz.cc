#include <cstddef>
#include <cstdint>
#include <string_view>

#include "session/ctest_artifacts.h"
#include "session/ctest_model.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto tests = maelstrom::session::parse_ctest_tests(std::string_view(reinterpret_cast<const char*>(data), size));
  if (tests) maelstrom::session::ctest_artifacts(*tests, {"/"});
  return 0;
}
