// Runs a sample program as an adapter asks, for tests.
#pragma once

#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/job.h"
#include "frameworks/framework.h"

namespace maelstrom::frameworks {

inline std::string whole_file(std::FILE* file) {
  std::string text(1 << 20, '\0');
  const ssize_t got = ::pread(fileno(file), text.data(), text.size(), 0);
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return text;
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }  // NOLINT(cppcoreguidelines-owning-memory)
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// `mode` is the variable MODE, by which a sample's main behaves in another way.
inline JobResult run_sample(const std::string& program, const Invocation& invocation, const std::string& mode = {}) {
  std::vector<std::string> words = {program};
  words.insert(words.end(), invocation.arguments.begin(), invocation.arguments.end());
  std::vector<std::string> variables = {"MODE=" + mode};
  for (const auto& [name, value] : invocation.environment) variables.emplace_back(name).append("=").append(value);
  const auto pointers = [](std::vector<std::string>& strings) {
    std::vector<char*> list;
    list.reserve(strings.size() + 1);
    for (std::string& text : strings) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
  };
  const File out(std::tmpfile());
  const File err(std::tmpfile());
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(out.get()), 1);
  posix_spawn_file_actions_adddup2(&actions, fileno(err.get()), 2);
  pid_t pid = 0;
  const int error =
      posix_spawn(&pid, program.c_str(), &actions, nullptr, pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (error != 0 || waitpid(pid, &status, 0) != pid) {
    ADD_FAILURE() << "cannot run " << program;
    return {};
  }
  JobResult result{.standard_output = {.head = whole_file(out.get())},
                   .standard_error = {.head = whole_file(err.get())}};
  if (WIFSIGNALED(status)) {
    result.termination = Signaled{WTERMSIG(status)};
  } else {
    result.termination = Exited{WEXITSTATUS(status)};
  }
  return result;
}

}  // namespace maelstrom::frameworks
