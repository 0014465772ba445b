#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/doctor_command.h"
#include "cli/options.h"

namespace maelstrom::cli {

void add_doctor_command(CLI::App& program, Command& chosen) {
  CLI::App* command =
      program.add_subcommand("doctor", "What this machine gives to containers, and how to get what is missing");
  command->allow_extras();
  struct Typed {
    bool isolation = false;
    std::optional<std::string> color;
    std::optional<std::string> cache_root;
  };
  auto typed = std::make_shared<Typed>();
  command->add_flag("--isolation", typed->isolation, "Run pairs of tests that try to see what the other left");
  add_color_option(*command, typed->color);
  add_cache_root_option(*command, typed->cache_root);
  command->callback([typed, &chosen] {
    chosen = [typed](const auto&) {
      return run_doctor(
          {.isolation = typed->isolation, .color = typed->color.value_or("auto"), .cache_root = typed->cache_root});
    };
  });
}

}  // namespace maelstrom::cli
