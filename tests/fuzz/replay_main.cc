// Gives a fuzz target every kept input, without libFuzzer: PROGRAM DIRECTORY.
//
// The input that is being read is named first, so that a crash tells which one it was.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void replay(const std::filesystem::path& path) {
  std::fprintf(stderr, "%s\n", path.c_str());
  std::ifstream file(path, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  // A copy of exactly this size, so that a sanitizer sees a read behind its end.
  const std::vector<std::uint8_t> input(bytes.begin(), bytes.end());
  LLVMFuzzerTestOneInput(input.data(), input.size());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: %s DIRECTORY\n", arguments[0]);
    return 2;
  }
  std::error_code error;
  std::set<std::filesystem::path> kept;
  for (const auto& entry : std::filesystem::directory_iterator(arguments[1], error)) kept.insert(entry.path());
  if (kept.empty()) {
    std::fprintf(stderr, "%s: no kept input: %s\n", arguments[1], error.message().c_str());
    return 1;
  }
  for (const auto& path : kept) replay(path);
  return 0;
}
