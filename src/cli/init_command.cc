#include "cli/init_command.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command_help.h"
#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/project.h"
#include "config/find_config.h"
#include "config/initial_config.h"
#include "os/file.h"
#include "os/system_host.h"
#include "os/wake.h"
#include "session/paths.h"

namespace maelstrom::cli {
namespace {

// Errors: Invalid, if there is one already.
Result<std::string> file_to_write(const Host& host, const std::optional<std::string>& file) {
  const std::string current = os::current_directory();
  if (file) return session::absolute_path(current, *file);
  if (const auto found = config::find_config(host, current)) return invalid(*found + " is there already");
  return session::absolute_path(project_directory(host, current), config::kConfigName);
}

Status init(const std::optional<std::string>& file) {
  TRY_ASSIGN(wake, os::SystemWake::create());
  const os::SystemHost host(*wake);
  TRY_ASSIGN(path, file_to_write(host, file));
  auto fd = os::open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);
  if (!fd && os::exists(path)) return invalid(path + " is there already");
  if (!fd) return fail(std::move(fd).error());
  if (Status written = os::write_all(fd->get(), config::kInitialConfig, path); !written) {
    // Half a file would be read as one, and be in the way of the next attempt.
    (void)os::remove_file(path);
    return written;
  }
  fmt::print("wrote {}: it explains itself, and changes nothing yet\n", path);
  return {};
}

}  // namespace

int run_init(const std::optional<std::string>& file) {
  const Status done = init(file);
  return done ? kSuccess : fail_with(done.error());
}

void add_init_command(CLI::App& program, Command& chosen) {
  CLI::App* command =
      program.add_subcommand("init", "Write a maelstrom.toml to start from, in the root of the project");
  command->allow_extras();
  command->footer("It holds examples and no setting: without configuration, every test runs in the default container.");
  auto file = std::make_shared<std::optional<std::string>>();
  command->add_option("-c,--config-file", *file, "Write this file")->type_name("PATH");
  command->callback([file, &chosen] { chosen = [file](const auto&) { return run_init(*file); }; });
}

}  // namespace maelstrom::cli
