#include "container/cell/job_request.h"

#include <cstring>

#include "container/wire.h"

namespace maelstrom::container::cell {
namespace {

// execve(2) takes pointers to char that it does not write to.
char* c_string(std::string_view text) { return const_cast<char*>(text.data()); }

void read_texts(Reader& body, std::vector<char*>& texts) {
  for (std::uint64_t left = body.number(); left > 0 && body.ok(); --left) texts.push_back(c_string(body.text()));
  texts.push_back(nullptr);
}

}  // namespace

Result<JobRequest> JobRequest::read(std::string_view bytes) {
  Reader body(bytes);
  JobRequest job;
  job.surroundings = body.text();
  job.network = static_cast<NetworkKind>(body.number());
  job.strict = body.number() != 0;
  job.pid1 = body.number() != 0;
  job.user = static_cast<std::uint32_t>(body.number());
  job.group = static_cast<std::uint32_t>(body.number());
  job.hostname = body.text();
  job.working_directory = body.text();
  job.program = body.text();
  job.argv.push_back(c_string(job.program));
  read_texts(body, job.argv);
  read_texts(body, job.environment);
  job.timeout = std::chrono::nanoseconds(body.number());
  job.timeout_signal = static_cast<int>(body.number());
  job.timeout_grace = static_cast<std::int64_t>(body.number());
  job.leak_timeout = static_cast<std::int64_t>(body.number()) - 1;
  job.output_limit = body.number();
  job.terminal = body.number() != 0;
  job.window.rows = static_cast<std::uint16_t>(body.number());
  job.window.columns = static_cast<std::uint16_t>(body.number());
  job.capture_changes = body.number() != 0;
  if (!body.ok()) return internal("the cell cannot read a job");
  return job;
}

const char* JobRequest::variable(std::string_view name, const char* otherwise) const {
  for (const char* entry : environment) {
    if (entry != nullptr && std::strncmp(entry, name.data(), name.size()) == 0 && entry[name.size()] == '=') {
      return entry + name.size() + 1;
    }
  }
  return otherwise;
}

}  // namespace maelstrom::container::cell
