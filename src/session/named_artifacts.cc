#include "session/named_artifacts.h"

#include <deque>
#include <set>

#include "base/glob.h"
#include "base/strings.h"
#include "session/artifact_names.h"
#include "session/paths.h"

namespace maelstrom::session {
namespace {

// The files below `directory` whose path, relative to `project`, matches.
Result<std::vector<std::string>> matches(const Host& host, const std::string& project, const Glob& glob) {
  std::vector<std::string> found;
  std::set<std::string> seen;  // a link may lead up again
  std::deque<std::string> waiting{absolute_path(project, glob.literal_prefix())};
  const std::string below = project == "/" ? project : project + "/";
  while (!waiting.empty()) {
    const std::string directory = std::move(waiting.front());
    waiting.pop_front();
    const auto canonical = host.canonical(directory);
    if (!canonical || !seen.insert(*canonical).second) continue;
    TRY_ASSIGN(entries, host.list(directory));
    for (const HostEntry& entry : entries) {
      const std::string path = absolute_path(directory, entry.name);
      const std::string_view relative = is_within(path, project) ? std::string_view(path).substr(below.size()) : path;
      if (entry.directory) {
        waiting.push_back(path);
      } else if (glob.matches(relative)) {
        found.push_back(path);
      }
    }
  }
  return found;
}

TestBinary binary_at(const std::string& program, const std::string& project) {
  return {.artifact = {.program = program, .working_directory = project}};
}

}  // namespace

Result<std::vector<TestBinary>> named_artifacts(const Host& host, const std::string& project,
                                                const std::vector<std::string>& paths,
                                                const std::vector<std::string>& globs) {
  std::vector<std::string> programs;
  for (const std::string& path : paths) {
    if (!host.exists(path)) return invalid("the test binary " + printable(path) + " is not there");
    programs.push_back(path);
  }
  for (const std::string& pattern : globs) {
    TRY_ASSIGN_IN("artifacts \"" + pattern + "\"", glob, Glob::parse(pattern));
    TRY_ASSIGN_IN("artifacts \"" + pattern + "\"", found, matches(host, project, glob));
    if (found.empty()) return invalid("artifacts \"" + pattern + "\" matches no file of " + printable(project));
    programs.insert(programs.end(), found.begin(), found.end());
  }
  std::vector<TestBinary> binaries;
  std::set<std::string> taken;
  for (const std::string& program : programs) {
    if (taken.insert(program).second) binaries.push_back(binary_at(program, project));
  }
  give_unique_names(binaries);
  return binaries;
}

}  // namespace maelstrom::session
