#include "container/cell/explain.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>

#include "container/cell/kernel.h"

namespace maelstrom::container::cell {
namespace {

#if defined(__x86_64__)
constexpr int kMachine = EM_X86_64;
constexpr int kMachine32 = EM_386;
#else
constexpr int kMachine = EM_AARCH64;
constexpr int kMachine32 = EM_ARM;
#endif

std::string step_name(Step step) {
  switch (step) {
    case Step::kSession:
      return "setsid";
    case Step::kHostname:
      return "set the host name to";
    case Step::kMountProc:
      return "mount proc on";
    case Step::kUserNamespace:
      return "enter the test's user namespace";
    case Step::kStrictNamespaces:
      return "make the test's own namespaces";
    case Step::kLoopback:
      return "take up lo";
    case Step::kMountSys:
      return "mount sysfs on";
    case Step::kMountMqueue:
      return "mount mqueue on";
    case Step::kDescriptors:
      return "set up the test's descriptors";
    case Step::kCloneTest:
      return "clone the test's process";
    case Step::kTerminal:
      return "take the terminal";
    case Step::kWorkingDirectory:
      return "change to the working directory";
    case Step::kExecute:
      return "execve";
    case Step::kNone:
      break;
  }
  return "start the test";
}

// The interpreter that the start of a program names: "#!/bin/sh" or PT_INTERP.
std::string interpreter(const std::string& start) {
  if (start.starts_with("#!")) {
    const std::size_t from = start.find_first_not_of(" \t", 2);
    if (from == std::string::npos) return {};
    return start.substr(from, start.find_first_of(" \t\n", from) - from);
  }
  Elf64_Ehdr header;
  if (start.size() < sizeof header) return {};
  std::memcpy(&header, start.data(), sizeof header);
  if (header.e_ident[EI_CLASS] != ELFCLASS64) return {};
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    const std::uint64_t at = header.e_phoff + i * sizeof segment;
    if (at + sizeof segment > start.size()) break;
    std::memcpy(&segment, start.data() + at, sizeof segment);
    if (segment.p_type != PT_INTERP || segment.p_offset >= start.size()) continue;
    return std::string(start.c_str() + segment.p_offset);
  }
  return {};
}

// What is wrong with a file that the kernel cannot run.
std::string unknown_format(const std::string& start) {
  if (start.size() < sizeof(Elf32_Ehdr) || std::memcmp(start.data(), ELFMAG, SELFMAG) != 0) {
    return "it is neither an ELF program nor a script that begins with #!";
  }
  Elf32_Ehdr header;  // both classes have the machine in one place
  std::memcpy(&header, start.data(), sizeof header);
  if (header.e_machine != kMachine && header.e_machine != kMachine32) {
    return "it is built for another architecture (ELF machine " + std::to_string(header.e_machine) + ")";
  }
  return "this kernel cannot run such an ELF file";
}

std::optional<std::string> reason(const Failure& failure) {
  char start[4096];
  const os::Fd file(::open(failure.subject, O_RDONLY | O_CLOEXEC));
  struct stat info{};
  if (!file || ::fstat(file.get(), &info) != 0) return std::nullopt;
  const long got = read_start(file.get(), start, sizeof start);
  const std::string head(start, static_cast<std::size_t>(std::max(got, 0L)));
  switch (failure.errnum) {
    case ENOENT:
      if (const std::string missing = interpreter(head); !missing.empty()) {
        return "the program is there, but its interpreter " + missing + " is not; add it to the layers";
      }
      return std::nullopt;
    case EACCES:
      if (S_ISDIR(info.st_mode)) return "it is a directory";
      if ((info.st_mode & 0111) == 0) return "the file is not executable; set its mode to 0755";
      return std::nullopt;
    case ENOEXEC:
      return unknown_format(head);
    default:
      return std::nullopt;
  }
}

}  // namespace

Error explain(const Launch& launch, const JobRequest& job) {
  const Failure& failure = launch.failure;
  Error error = system_error(failure.errnum, step_name(failure.step), failure.subject);
  if (failure.step == Step::kWorkingDirectory && failure.errnum == ENOENT) {
    Error missing(error.code(), error.message() + ": it is in none of the layers; add it, or set working_directory");
    missing.set_system_errno(failure.errnum);
    return missing;
  }
  if (failure.step != Step::kExecute) return error;
  std::optional<std::string> why = reason(failure);
  if (!why && failure.errnum == ENOENT && job.program.find('/') == std::string_view::npos) {
    why = std::string("it is in no directory of PATH=") + job.variable("PATH", "/bin:/usr/bin");
  }
  if (!why && failure.errnum == E2BIG) why = "arguments and environment are too large";
  if (!why) return error;
  Error with_reason(failure.errnum == ENOEXEC || failure.errnum == E2BIG ? ErrorCode::kInvalid : error.code(),
                    error.message() + ": " + *why);
  with_reason.set_system_errno(failure.errnum);
  return with_reason;
}

}  // namespace maelstrom::container::cell
