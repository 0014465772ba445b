// The subcommands: each file adds one to the program, with its help, and runs it.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace maelstrom::cli {

// Set by the subcommand that was chosen; gives the exit code.
using Command = std::function<int(const std::vector<std::string>& after_dashes)>;

void add_test_command(CLI::App& program, Command& chosen);
void add_list_command(CLI::App& program, Command& chosen);
void add_run_command(CLI::App& program, Command& chosen);
void add_worker_command(CLI::App& program, Command& chosen);
void add_cluster_command(CLI::App& program, Command& chosen);
void add_why_command(CLI::App& program, Command& chosen);
void add_output_command(CLI::App& program, Command& chosen);
void add_history_command(CLI::App& program, Command& chosen);
void add_diff_command(CLI::App& program, Command& chosen);
void add_cache_command(CLI::App& program, Command& chosen);
void add_init_command(CLI::App& program, Command& chosen);
void add_doctor_command(CLI::App& program, Command& chosen);
// The last to be added: it tells of all the others.
void add_completion_command(CLI::App& program, Command& chosen);

}  // namespace maelstrom::cli
