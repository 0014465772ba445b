#include "cli/job_printer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <variant>

#include "base/strings.h"
#include "cli/program.h"
#include "os/file.h"

namespace maelstrom::cli {
namespace {

// "jobs.json:3:1: /bin/sh".
std::string name_of(const config::JobDeclaration& job) {
  Origin place = job.container.origin;
  place.what = printable(job.program);
  return place.to_string();
}

struct Ending {
  std::chrono::seconds timeout;

  std::string operator()(const Exited& exited) const {
    return exited.code == 0 ? "" : fmt::format("exit code {}", exited.code);
  }
  std::string operator()(const Signaled& signaled) const {
    return fmt::format("ended by {} (signal {})", signal_name(signaled.signal), signaled.signal);
  }
  std::string operator()(const TimedOut&) const { return fmt::format("timed out after {} s", timeout.count()); }
};

std::string what_is_missing(const JobResult& result) {
  std::string text;
  for (const auto& [stream, name] :
       {std::pair(&result.standard_output, "standard output"), std::pair(&result.standard_error, "standard error")}) {
    if (!stream->truncated()) continue;
    text += fmt::format("{}of its {}, {} bytes in the middle are left out (see --inline-limit)",
                        text.empty() ? "" : "; ", name, stream->dropped);
  }
  return text;
}

Status say(const config::JobDeclaration& job, const std::string& text) {
  if (text.empty()) return {};
  return os::write_all(STDERR_FILENO, fmt::format("maelstrom: {}: {}\n", name_of(job), text), "standard error");
}

Status write(int fd, const Output& output, std::string_view name) {
  TRY(os::write_all(fd, output.head, name));
  return os::write_all(fd, output.tail, name);
}

}  // namespace

Status JobPrinter::print(const session::EndedJob& job) {
  conclude(job.result);
  if (!job.result) return say(job.job, job.result.error().message());
  TRY(write(STDOUT_FILENO, job.result->standard_output, "standard output"));
  TRY(write(STDERR_FILENO, job.result->standard_error, "standard error"));
  TRY(say(job.job, what_is_missing(*job.result)));
  const bool told_by_our_end = manner_ == Manner::kOne && !std::holds_alternative<TimedOut>(job.result->termination);
  if (told_by_our_end) return {};
  return say(job.job, std::visit(Ending{job.job.timeout}, job.result->termination));
}

void JobPrinter::conclude(const Result<JobResult>& result) {
  if (exit_code_ != 0) return;
  if (!result) {
    exit_code_ = result.error().code() == ErrorCode::kInvalid ? kUsage : kInfrastructure;
    return;
  }
  const auto* exited = std::get_if<Exited>(&result->termination);
  exit_code_ = exited != nullptr ? exited->code : 1;
  if (const auto* signaled = std::get_if<Signaled>(&result->termination);
      signaled != nullptr && manner_ == Manner::kOne)
    signal_ = signaled->signal;
}

}  // namespace maelstrom::cli
