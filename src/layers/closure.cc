#include "layers/closure.h"

#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "base/strings.h"
#include "layers/inside_path.h"
#include "os/file.h"

namespace maelstrom::layers {
namespace {

constexpr std::uint64_t kLoaderSizeLimit = UINT64_C(64) << 20;
constexpr std::string_view kLibc = "libc.so.6";

std::string file_name(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

// One program's process to be, filled in the order in which the loader maps files.
class Process {
 public:
  Process(ElfMemo& memo, const LdCache& cache) : memo_(memo), loader_{cache, {}} {}

  Status start(const ClosureRequest& request);
  Status load_all();
  std::vector<ClosureFile> take_files() { return std::move(files_); }

 private:
  enum class Need : std::uint8_t { kMust, kMay };

  Status load_interpreter(const LoadedObject& program);
  Status read_loader(const LoadedObject& program, const std::string& path);
  Status load(const LoadedObject& object, const std::string& name, Need need);
  Status load_companions(const LoadedObject& libc);
  Result<bool> fits(const Candidate& candidate, const LoadedObject& object, std::vector<std::string>& looked);
  Status accept(const Candidate& candidate, const LoadedObject& object, const std::string& name);
  Status missing(const LoadedObject& object, const std::string& name, const std::vector<std::string>& looked) const;
  bool is_loaded(std::string_view name) const;

  ElfMemo& memo_;
  Loader loader_;
  std::deque<LoadedObject> objects_;  // stay where they are
  std::vector<ClosureFile> files_;
};

std::string chain_of(const LoadedObject& object) {
  std::string chain = printable(object.inside_path);
  for (const LoadedObject* user = object.needed_by; user != nullptr; user = user->needed_by) {
    chain += ", which is needed by " + printable(user->inside_path);
  }
  return chain;
}

Status Process::start(const ClosureRequest& request) {
  auto facts = memo_.read(request.host_path);
  if (!facts) return fail(std::move(facts).error());
  if (facts->type != ET_EXEC && facts->type != ET_DYN) {
    return invalid(fmt::format("{}: neither a program nor a shared library", printable(request.host_path)));
  }
  objects_.push_back(
      {request.host_path, request.inside_path, std::move(*facts), nullptr, file_name(request.host_path)});
  const LoadedObject& program = objects_.front();
  if (program.facts.interpreter) return load_interpreter(program);
  if (program.facts.needed.empty()) return {};
  // A library names no interpreter: its users' will be the usual one.
  const std::string usual(conventional_interpreter(program.facts.machine, program.facts.elf_class));
  return os::exists(usual) ? read_loader(program, usual) : Status{};
}

Status Process::load_interpreter(const LoadedObject& program) {
  const std::string& path = *program.facts.interpreter;
  if (!path.starts_with('/')) {
    return invalid(
        fmt::format("{}: its interpreter {} is no absolute path", printable(program.host_path), printable(path)));
  }
  if (!os::exists(path)) {
    return fail(ErrorCode::kNotFound,
                fmt::format("{}: its interpreter {} is not there (the program is for {}); install the C library for it",
                            printable(program.host_path), printable(path),
                            machine_name(program.facts.machine, program.facts.elf_class)));
  }
  TRY(read_loader(program, path));
  TRY_ASSIGN_IN(fmt::format("the interpreter of {}", printable(program.host_path)), facts, memo_.read(path));
  files_.push_back({path, resolve_text("/", path), {}});
  objects_.push_back({path, resolve_text("/", path), std::move(facts), &program, path});
  return {};
}

Status Process::read_loader(const LoadedObject& program, const std::string& path) {
  TRY_ASSIGN(image, os::read_file(path, kLoaderSizeLimit));
  loader_.system_directories = compiled_in_directories(image);
  if (loader_.system_directories.empty()) {
    const bool wide = program.facts.elf_class == ELFCLASS64;
    if (wide) loader_.system_directories = {"/lib64", "/usr/lib64"};
    loader_.system_directories.insert(loader_.system_directories.end(), {"/lib", "/usr/lib"});
  }
  return {};
}

// Breadth first, as the loader maps: what is loaded once serves all who ask for its name later.
Status Process::load_all() {
  for (std::size_t i = 0; i < objects_.size(); ++i) {
    const LoadedObject& object = objects_[i];
    for (const auto& name : object.facts.needed) TRY(load(object, name, Need::kMust));
  }
  const auto libc = std::find_if(objects_.begin(), objects_.end(), [](const LoadedObject& object) {
    return object.name == kLibc || object.facts.soname == kLibc;
  });
  return libc == objects_.end() ? Status{} : load_companions(*libc);
}

Status Process::load_companions(const LoadedObject& libc) {
  static const std::vector<std::string> kBuiltInNames{"_nss_files_getpwnam_r"};
  TRY_ASSIGN(facts, memo_.read(libc.host_path, kBuiltInNames));
  const std::size_t first = objects_.size();
  TRY(load(libc, "libgcc_s.so.1", Need::kMay));
  if (facts.markers.empty()) {
    TRY(load(libc, "libnss_files.so.2", Need::kMay));
    TRY(load(libc, "libnss_dns.so.2", Need::kMay));
  }
  for (std::size_t i = first; i < objects_.size(); ++i) {
    const LoadedObject& object = objects_[i];
    for (const auto& name : object.facts.needed) TRY(load(object, name, Need::kMust));
  }
  return {};
}

bool Process::is_loaded(std::string_view name) const {
  return std::any_of(objects_.begin(), objects_.end(),
                     [&](const LoadedObject& object) { return object.name == name || object.facts.soname == name; });
}

Status Process::load(const LoadedObject& object, const std::string& name, Need need) {
  if (is_loaded(name)) return {};
  std::vector<std::string> looked;
  for (const Candidate& candidate : candidates(object, name, loader_)) {
    TRY_ASSIGN(good, fits(candidate, object, looked));
    if (good) return accept(candidate, object, name);
  }
  return need == Need::kMay ? Status{} : missing(object, name, looked);
}

// What the loader cannot open or what is for another machine it passes over.
Result<bool> Process::fits(const Candidate& candidate, const LoadedObject& object, std::vector<std::string>& looked) {
  const auto facts = memo_.read(candidate.host_path);
  if (!facts && facts.error().system_errno() == ENOENT) {
    looked.push_back(printable(candidate.host_path));
    return false;
  }
  if (!facts) {
    looked.push_back(facts.error().message());
    return false;
  }
  if (facts->machine != object.facts.machine || facts->elf_class != object.facts.elf_class) {
    looked.push_back(fmt::format("{} (is for {}, not {})", printable(candidate.host_path),
                                 machine_name(facts->machine, facts->elf_class),
                                 machine_name(object.facts.machine, object.facts.elf_class)));
    return false;
  }
  return true;
}

Status Process::accept(const Candidate& candidate, const LoadedObject& object, const std::string& name) {
  TRY_ASSIGN(facts, memo_.read(candidate.host_path));
  ClosureFile file{candidate.host_path, candidate.inside_path, {}};
  if (candidate.by == SearchedBy::kCache && !loader_.is_system_directory(parent_of(candidate.inside_path))) {
    if (object.facts.no_default_libraries || loader_.system_directories.empty()) {
      return invalid(
          fmt::format("{} finds {} only by the loader's cache, at {}, and looks into no directory that a "
                      "container's loader knows (it is linked with -z nodefaultlib); give it a RUNPATH",
                      chain_of(object), name, printable(candidate.host_path)));
    }
    file.alias = loader_.system_directories.front() + "/" + name;
  }
  files_.push_back(std::move(file));
  objects_.push_back({candidate.host_path, candidate.inside_path, std::move(facts), &object, name});
  return {};
}

Status Process::missing(const LoadedObject& object, const std::string& name,
                        const std::vector<std::string>& looked) const {
  std::string places = looked.empty() ? "nowhere" : join(looked, ", ");
  return fail(
      ErrorCode::kNotFound,
      fmt::format("the shared library {} is not there; it is needed by {}; looked for: {}. Build or install it, "
                  "or link what needs it with a RUNPATH to its directory",
                  printable(name), chain_of(object), places));
}

}  // namespace

Result<std::vector<ClosureFile>> Closure::of(const ClosureRequest& request) {
  Process process(memo_, cache_);
  TRY(process.start(request));
  TRY(process.load_all());
  return process.take_files();
}

}  // namespace maelstrom::layers
