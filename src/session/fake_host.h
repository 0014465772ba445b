// A machine in memory, for tests.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/host.h"
#include "session/paths.h"

namespace maelstrom::session {

class FakeHost final : public Host {
 public:
  // Each file is newer than the one before it.
  void add(const std::string& path, std::string content = {}) {
    files_[path] = {std::move(content), ++time_};
    for (std::string directory = parent_path(path); directories_.insert(directory).second && directory != "/";) {
      directory = parent_path(directory);
    }
  }
  // `begins` are the first words of a command line.
  void answer(const std::string& begins, HostCommandResult result) {
    answer(begins, [result = std::move(result)] { return result; });
  }
  void answer(const std::string& begins, std::function<HostCommandResult()> result) {
    answers_.emplace_back(begins, std::move(result));
  }
  // The command lines that were run.
  const std::vector<std::string>& ran() const { return ran_; }
  const std::vector<std::string>& ran_in() const { return ran_in_; }

  bool exists(const std::string& path) const override { return files_.contains(path) || directories_.contains(path); }
  Result<std::string> read_file(const std::string& path) const override {
    const auto found = files_.find(path);
    if (found == files_.end()) return fail(ErrorCode::kNotFound, "open " + path + ": No such file or directory");
    return found->second.first;
  }
  Result<std::vector<HostEntry>> list(const std::string& directory) const override {
    if (!directories_.contains(directory)) return fail(ErrorCode::kNotFound, "open " + directory);
    std::map<std::string, bool> entries;
    for (const std::string& one : directories_) {
      if (one != "/" && parent_path(one) == directory) entries[file_name(one)] = true;
    }
    for (const auto& [path, content] : files_) {
      if (parent_path(path) == directory) entries[file_name(path)] = false;
    }
    std::vector<HostEntry> listed;
    listed.reserve(entries.size());
    for (const auto& [name, is_directory] : entries) listed.push_back({name, is_directory});
    return listed;
  }
  Result<std::int64_t> modified(const std::string& path) const override {
    const auto found = files_.find(path);
    if (found == files_.end()) return fail(ErrorCode::kNotFound, "stat " + path);
    return found->second.second;
  }
  Result<std::string> canonical(const std::string& path) const override {
    if (!exists(path)) return fail(ErrorCode::kNotFound, "realpath " + path);
    return path;
  }
  Result<HostCommandResult> run(const HostCommand& command) const override {
    std::string line;
    for (const std::string& word : command.argv) line += (line.empty() ? "" : " ") + word;
    ran_.push_back(line);
    ran_in_.push_back(command.working_directory);
    for (const auto& [begins, result] : answers_) {
      if (line.starts_with(begins)) return result();
    }
    return fail(ErrorCode::kNotFound, "run " + command.argv.front());
  }

 private:
  std::map<std::string, std::pair<std::string, std::int64_t>> files_;
  std::set<std::string> directories_{"/"};
  std::vector<std::pair<std::string, std::function<HostCommandResult()>>> answers_;
  std::int64_t time_ = 0;
  mutable std::vector<std::string> ran_;
  mutable std::vector<std::string> ran_in_;
};

}  // namespace maelstrom::session
