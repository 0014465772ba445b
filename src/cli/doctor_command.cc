#include "cli/doctor_command.h"

#include <fmt/format.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>

#include "base/strings.h"
#include "cli/cell_program.h"
#include "cli/directories.h"
#include "cli/doctor_report.h"
#include "cli/failure.h"
#include "cli/program.h"
#include "container/features_probe.h"
#include "os/file.h"
#include "os/machine.h"
#include "os/system_host.h"
#include "session/paths.h"

namespace maelstrom::cli {
namespace {

using container::IsolationCheck;
using container::IsolationResult;

void print(std::FILE* to, std::string_view text) { std::fwrite(text.data(), 1, text.size(), to); }

std::string container_user() {
  if (::geteuid() != 0) return fmt::format("user {} (yours)", ::geteuid());
  return fmt::format("user {}, not root", container::kUnprivilegedUser);
}

// Source: statfs(2), "f_type".
std::string name_of_file_system(long type) {
  constexpr std::pair<long, const char*> kNames[] = {
      {0xef53, "ext4"},     {0x58465342, "xfs"},  {0x9123683e, "btrfs"},   {0x01021994, "tmpfs"},
      {0x2fc12fc1, "zfs"},  {0xf2f52010, "f2fs"}, {0x794c7630, "overlay"}, {0x6969, "nfs"},
      {0x65735546, "fuse"}, {0x01021997, "9p"},   {0xff534d42, "cifs"},    {0xfe534d42, "smb"},
  };
  for (const auto& [magic, name] : kNames) {
    if (magic == type) return name;
  }
  return fmt::format("file system {:#x}", type);
}

// Of the nearest directory above that is there: the store is made when it is first used.
std::string file_system_of(std::string path) {
  struct statfs info{};
  while (::statfs(path.c_str(), &info) != 0) {
    const std::size_t slash = path.rfind('/');
    if (errno != ENOENT || slash == std::string::npos || path == "/") return "unknown file system";
    path = slash == 0 ? "/" : path.substr(0, slash);
  }
  std::string name = name_of_file_system(static_cast<long>(info.f_type));
  if (name == "overlay") return name + "; layers on it work unless it is itself stacked twice";
  if (name == "nfs" || name == "cifs" || name == "smb") return name + "; a local disk is faster: --cache-root DIR";
  return name;
}

// The program beside the cell.
std::string probe_beside(const std::string& cell) { return cell.substr(0, cell.rfind('/') + 1) + "maelstrom-probe"; }

int print_isolation(const IsolationCheck& check, const report::Palette& palette) {
  std::vector<IsolationResult> results;
  for (const auto& pair : container::isolation_pairs()) results.push_back(check.run(pair));
  print(stdout, "\nWhat one test sees of another:\n" + isolation_table(results, palette));
  const auto open = std::count_if(results.begin(), results.end(), [](const auto& result) { return !result.passed(); });
  if (open == 0) return kSuccess;
  print(stdout, fmt::format("\n{} of {} channels are open or could not be tried\n", open, results.size()));
  return kInfrastructure;
}

int diagnose(const DoctorOptions& options, const std::string& cell, const report::Palette& palette) {
  const auto facts = container::probe_kernel();  // before any thread
  if (!facts) return fail_with(facts.error());
  const auto features = container::judge(*facts);
  print(stdout, "This kernel:\n" + features_table(features, palette));
  if (!container::can_make_containers(features)) return kInfrastructure;

  auto check = IsolationCheck::create({.cell_program = cell, .probe_program = probe_beside(cell)});
  if (!check) return fail_with(check.error());
  const auto nothing = check->run_nothing();
  if (!nothing) return fail_with(nothing.error());
  const auto store = options.cache_root
                         ? Result<std::string>(session::absolute_path(os::current_directory(), *options.cache_root))
                         : default_cache_root(client_environment);
  const std::string root = store ? *store : store.error().message();
  print(stdout, "\nThis machine:\n" + machine_table({.user = container_user(),
                                                     .slots = os::usable_cores(),
                                                     .cell_program = cell,
                                                     .floor = nothing->usage.max_rss,
                                                     .store = root,
                                                     .store_file_system = file_system_of(root)}));
  return options.isolation ? print_isolation(*check, palette) : kSuccess;
}

}  // namespace

int run_doctor(const DoctorOptions& options) {
  const auto own = os::own_program();
  if (!own) return fail_with(own.error());
  const auto cell = find_cell_program(os::SystemHost(), *own);
  if (!cell) return fail_with(cell.error());
  return diagnose(options, *cell, report::Palette{.colours = report::wants_colour(options.color, STDOUT_FILENO)});
}

bool explain_missing_features(std::FILE* to, const container::CellOptions& cell, const report::Palette& palette) {
  const auto facts = container::probe_kernel();
  if (!facts) return false;
  const std::string missing = missing_features(container::judge(*facts), palette);
  if (missing.empty()) return false;
  print(to, fmt::format("Containers ({}) need what this machine does not give:\n{}", printable(cell.program), missing));
  return true;
}

}  // namespace maelstrom::cli
