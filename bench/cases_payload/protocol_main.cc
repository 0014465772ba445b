// Ten thousand cases that cost next to nothing: speaks as a program of GoogleTest does, so that what is
// measured is the runner. A case writes about 1 KiB.
#include <cstdio>
#include <cstring>

namespace {

constexpr int kCases = 10000;
constexpr int kLines = 9;
constexpr const char* kHelp = "This program contains tests written using Google Test. You can use the\n";
constexpr const char* kFilter = "--gtest_filter=";

void list() {
  std::puts("Trivial.");
  for (int i = 0; i < kCases; ++i) std::printf("  Passes%d\n", i);
}

void run(const char* name) {
  std::printf("[==========] Running 1 test from 1 test suite.\n[ RUN      ] %s\n", name);
  for (int i = 0; i < kLines; ++i)
    std::printf("line %d of what a case writes while it is at work: \"%s\"\n", i, __FILE__);
  std::printf("[       OK ] %s (0 ms)\n[==========] 1 test from 1 test suite ran. (0 ms total)\n", name);
  std::puts("[  PASSED  ] 1 test.");
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--gtest_list_tests") == 0) {
      list();
      return 0;
    }
    if (std::strncmp(argv[i], kFilter, std::strlen(kFilter)) == 0) {
      run(argv[i] + std::strlen(kFilter));
      return 0;
    }
  }
  std::fputs(kHelp, stdout);
  return 2;
}
