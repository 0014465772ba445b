#include "session/named_files.h"

#include <algorithm>

#include "base/strings.h"
#include "session/paths.h"

namespace maelstrom::session {
namespace {

// "/p/data" of "/p/data" and of "--input=/p/data".
std::string path_in(const std::string& argument) {
  if (argument.starts_with('/')) return argument;
  const std::size_t equals = argument.find("=/");
  return equals == std::string::npos ? std::string() : argument.substr(equals + 1);
}

bool is_in(const std::string& path, const std::vector<std::string>& directories) {
  return std::ranges::any_of(directories, [&](const std::string& one) { return is_within(path, one); });
}

}  // namespace

void take_named_files(const Host& host, const std::vector<std::string>& own, TestBinary& binary) {
  std::vector<std::string>& files = binary.artifact.files;
  std::erase_if(files, [&](const std::string& file) { return !host.exists(file); });
  for (const std::string& file : binary.required) {
    if (host.exists(file)) {
      files.push_back(file);
    } else if (binary.hindrance.empty()) {
      binary.hindrance = "a file that it requires is not there: " + printable(file);
    }
  }
  for (const std::string& argument : binary.artifact.arguments) {
    if (const std::string path = path_in(argument); is_in(path, own) && host.exists(path)) {
      files.push_back(absolute_path("/", path));
    }
  }
  std::ranges::sort(files);
  files.erase(std::ranges::unique(files).begin(), files.end());
}

}  // namespace maelstrom::session
