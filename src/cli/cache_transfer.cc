#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "base/strings.h"
#include "cli/action_record.h"
#include "cli/asked.h"
#include "cli/cache_command.h"
#include "cli/failure.h"
#include "config/case_argument.h"
#include "execute/result_archive.h"
#include "os/file.h"
#include "os/inode.h"
#include "os/system_host.h"
#include "os/wake.h"

namespace maelstrom::cli {
namespace {

using Wanted = std::function<bool(const Digest&)>;

// The actions that the last runs of the project gave the cases that `filter` means.
Result<Wanted> actions_of_cases(store::ActionLog& log, const std::string& project, const std::string& filter) {
  TRY_ASSIGN(chosen, config::parse_selection(filter));
  TRY_ASSIGN(cases, log.actions_of(project));
  auto actions = std::make_shared<std::unordered_set<Digest>>();
  for (const auto& [id, action] : cases) {
    const auto colons = id.find("::");
    const std::string_view name =
        colons == std::string::npos ? std::string_view(id) : std::string_view(id).substr(colons + 2);
    const std::string_view artifact = std::string_view(id).substr(0, colons);
    if (chosen.matches({.name = name, .artifact = artifact, .framework = {}})) actions->insert(action);
  }
  if (actions->empty()) return invalid("no case that has run here is " + printable(filter));
  return [actions](const Digest& action) { return actions->contains(action); };
}

// A file that gets its name when it is whole.
class NewFile {
 public:
  static Result<NewFile> create(const std::string& path) {
    std::string beside = path + ".XXXXXX";
    const int fd = ::mkostemp(beside.data(), O_CLOEXEC);
    if (fd < 0) return fail(system_error(errno, "open", path));
    return NewFile(os::Fd(fd), path, std::move(beside));
  }
  NewFile(NewFile&& other) noexcept
      : fd_(std::move(other.fd_)), path_(std::move(other.path_)), beside_(std::exchange(other.beside_, {})) {}
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile() {
    if (!beside_.empty()) static_cast<void>(os::remove_file(beside_));
  }

  int fd() const { return fd_.get(); }
  Status publish() {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    TRY(os::set_mode(fd_.get(), path_, 0666 & ~mask));
    TRY(os::rename(beside_, path_));
    beside_.clear();
    return {};
  }

 private:
  NewFile(os::Fd fd, std::string path, std::string beside)
      : fd_(std::move(fd)), path_(std::move(path)), beside_(std::move(beside)) {}
  os::Fd fd_;
  std::string path_;
  std::string beside_;
};

void print(const execute::Exported& exported, const ExportOptions& options) {
  if (options.cache.format == "json") {
    const nlohmann::json object{{"results", exported.results},
                                {"actions", exported.actions},
                                {"outputs", exported.outputs},
                                {"left_out", exported.incomplete}};
    std::puts(object.dump().c_str());
    return;
  }
  std::printf("%s\n",
              fmt::format("{}: {} results, {} outputs, {} actions", printable(options.file),
                          human_count(exported.results), human_count(exported.outputs), human_count(exported.actions))
                  .c_str());
  if (exported.incomplete > 0) {
    std::fprintf(stderr, "warning: %s results are not in it: their output is not in the store any more\n",
                 human_count(exported.incomplete).c_str());
  }
}

Result<int> run(const ExportOptions& options) {
  TRY_ASSIGN(cache, OpenCache::open(options.cache, SystemClock()));
  TRY_ASSIGN(log, store::ActionLog::open(action_log_path(cache.settings.state_root)));
  Wanted wanted = [](const Digest&) { return true; };
  if (options.filter) {
    TRY_ASSIGN(chosen, actions_of_cases(*log, cache.project, *options.filter));
    wanted = std::move(chosen);
  }
  TRY_ASSIGN(file, NewFile::create(options.file));
  layers::TarWriter tar(file.fd(), options.file);
  TRY_ASSIGN(exported, execute::export_results({*cache.store, *cache.results, *log}, wanted, tar));
  TRY(file.publish());
  print(exported, options);
  return kSuccess;
}

Result<int> run(const ImportOptions& options) {
  const SystemClock clock;
  TRY_ASSIGN(file, os::open(options.file, O_RDONLY));
  TRY_ASSIGN_IN(options.file, tar, layers::TarReader::open(std::move(file)));
  TRY_ASSIGN(cache, OpenCache::open(options.cache, clock));
  TRY_ASSIGN(log, store::ActionLog::open(action_log_path(cache.settings.state_root)));
  TRY_ASSIGN_IN(options.file, imported,
                execute::import_results({*cache.store, *cache.results, *log}, tar, clock.wall()));
  if (options.cache.format == "json") {
    const nlohmann::json object{{"results", imported.results},
                                {"known", imported.known},
                                {"actions", imported.actions},
                                {"outputs", imported.outputs}};
    std::puts(object.dump().c_str());
  } else {
    std::printf("%s\n", fmt::format("{}: {} results are new, {} were known; {} outputs, {} actions",
                                    printable(options.file), human_count(imported.results), human_count(imported.known),
                                    human_count(imported.outputs), human_count(imported.actions))
                            .c_str());
  }
  return kSuccess;
}

}  // namespace

int run_cache_export(const ExportOptions& options) {
  const auto exit_code = run(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

int run_cache_import(const ImportOptions& options) {
  const auto exit_code = run(options);
  return exit_code ? *exit_code : fail_with(exit_code.error());
}

}  // namespace maelstrom::cli
