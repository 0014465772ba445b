#include "session/command_job.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "base/strings.h"
#include "core/directory.h"

namespace maelstrom::session {
namespace {

// Another one whenever the same command may change something else: what it finds in its container, or what of it is
// kept.
constexpr std::string_view kKind = "maelstrom command layer 1";

constexpr std::size_t kNameShown = 60;  // bytes
constexpr std::size_t kLinesShown = 20;

// Texts of any content, so that no two lists of them look the same.
class KeyText {
 public:
  void add(std::string_view text) { bytes_ += fmt::format("{}:{};", text.size(), text); }
  void add_count(std::size_t count) { bytes_ += fmt::format("{};", count); }
  Digest digest() const { return digest_of(bytes_); }

 private:
  std::string bytes_;
};

// The last lines of what the command wrote, fit for a message.
std::string end_of_output(const JobResult& result) {
  std::string text = result.standard_output.text();
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  text += result.standard_error.text();
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back("\n  | " + printable(std::string_view(text).substr(begin, end - begin)));
    begin = end + 1;
  }
  if (lines.empty()) return "; it wrote nothing";
  const std::size_t left_out = lines.size() - std::min(lines.size(), kLinesShown);
  return (left_out > 0 ? "; its last lines:" : ":") + join(std::span(lines).subspan(left_out), "");
}

std::string how_it_ended(const CommandLayer& command, const Termination& termination) {
  if (const auto* exited = std::get_if<Exited>(&termination)) return fmt::format("ended with code {}", exited->code);
  if (const auto* signaled = std::get_if<Signaled>(&termination)) {
    return "was ended by " + signal_name(signaled->signal);
  }
  return fmt::format("did not end within {} s, which \"timeout\" can change", command.timeout.count());
}

}  // namespace

LayerSpec command_places() {
  return StubsLayer{{"/proc/", "/tmp/", "/dev/shm/", "/dev/pts/", "/dev/{full,null,random,tty,urandom,zero}"}};
}

Job command_job(const CommandLayer& command, std::vector<Digest> below, const Environment& environment) {
  Job job{.layers = std::move(below),
          .program = command.argv.front(),
          .arguments = {command.argv.begin() + 1, command.argv.end()},
          .timeout = command.timeout,
          .capture_file_system_changes = true};
  job.container.environment = environment;
  job.container.mounts = {ProcMount{"/proc"},
                          DevicesMount{{Device::kFull, Device::kNull, Device::kRandom, Device::kShm, Device::kTty,
                                        Device::kUrandom, Device::kZero}},
                          DevptsMount{"/dev/pts"}};
  job.container.network = command.local_network ? Network::kLocal : Network::kDisabled;
  job.container.writable_file_system = true;
  return job;
}

Digest command_key(const CommandLayer& command, const Job& job) {
  KeyText key;
  key.add(kKind);
  key.add_count(job.layers.size());
  for (const Digest& layer : job.layers) key.add(layer.to_string());
  key.add_count(command.argv.size());
  for (const std::string& argument : command.argv) key.add(argument);
  key.add_count(job.container.environment.size());
  for (const auto& [name, value] : job.container.environment) {
    key.add(name);
    key.add(value);
  }
  key.add(command.local_network ? "local" : "disabled");
  key.add(command.version);
  return key.digest();
}

Result<Digest> command_change(const CommandLayer& command, const Result<JobResult>& result) {
  if (!result) return fail(Error(result.error()).in(command_name(command)));
  if (result->termination != Termination(Exited{0})) {
    return invalid(command_name(command) + " " + how_it_ended(command, result->termination) + end_of_output(*result));
  }
  if (!result->change) return internal(command_name(command) + ": what it changed was not captured");
  return *result->change;
}

bool changes_nothing(const Digest& change) {
  static const Digest kNothing = digest_of(Directory{.properties = {.unix_mode = 0755}}.encode());
  return change == kNothing;
}

std::string command_name(const CommandLayer& command) {
  const std::string words = join(command.argv, " ");
  return fmt::format("the command at {} ({}{})", command.declared_at, printable(words.substr(0, kNameShown)),
                     words.size() > kNameShown ? "..." : "");
}

}  // namespace maelstrom::session
