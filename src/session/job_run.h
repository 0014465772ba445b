// `maelstrom run`: jobs are read from a stream, and started as they are read.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/byte_source.h"
#include "base/result.h"
#include "config/job_reader.h"
#include "config/json_stream.h"
#include "config/resolve_containers.h"
#include "core/terminal.h"
#include "session/image_fetcher.h"
#include "session/job_loop.h"
#include "session/layer_sets.h"
#include "session/ports.h"

namespace maelstrom::session {

// A job that has ended, or could not run.
struct EndedJob {
  const config::JobDeclaration& job;
  const Result<JobResult>& result;
};

// What a run of jobs is handed beside its Ports.
struct JobPorts {
  // JSON objects, one after the other; null: there are only the jobs of the options.
  ByteSource* input = nullptr;
  // Called when a job has ended; an error ends the run with it.
  std::function<Status(const EndedJob&)> ended;
  // Takes the terminal of a job that has one, as soon as its container stands.
  std::function<void(std::unique_ptr<Terminal>)> terminal;
};

// What a person gives in place of a job's own.
struct CommandLine {
  std::string program;
  std::vector<std::string> arguments;
};

struct JobRunOptions {
  enum class Which : std::uint8_t { kAll, kFirst } which = Which::kAll;
  std::string input_name;  // for messages
  std::string project;     // absolute; what relative paths start from
  config::JobFile file;    // jobs that are known already
  std::optional<CommandLine> instead;
  std::optional<TerminalSize> terminal;  // every job gets one of this size
  std::uint64_t output_limit = 0;        // bytes of each stream; 0: what the executor keeps by itself
  std::size_t preparation_threads = 1;
};

struct JobRunEnd {
  std::size_t jobs = 0;              // that were read
  std::optional<int> signal;         // that ended the run early
  std::optional<Error> input_error;  // where reading stopped; the jobs before it ran
};

// Jobs start in the order of the input, those of a higher priority before others that wait. A job whose
// container is not defined yet waits for it, to the end of the input at most; one whose image is still on its way
// waits for that, and the others go on. Used once.
class JobRun {
 public:
  // `ports` outlive this object; of them, read_elf and past are not used.
  JobRun(const Ports& ports, JobPorts own, JobRunOptions options);
  ~JobRun();

  // Runs every job to its end. Errors: of the executor, and of `ended`.
  Result<JobRunEnd> run();

 private:
  struct Known {
    config::JobDeclaration declaration;
    ContainerSettings settings;
    std::optional<LayerSets::Built> layers;
  };
  using Number = std::size_t;

  void read_more();
  void take(Result<std::string> bytes);
  void take(const config::JsonStream::Piece& piece);
  void define(config::NamedContainers containers);
  void arrive(config::JobDeclaration job);
  void decide(Number number);
  void assemble(Number number, ContainerSpec container, const std::optional<Digest>& image);
  void start_ready();
  void start(Number number);
  Job make(const Known& known) const;
  void hand_over_terminal(JobId id);
  void end(Number number, const Result<JobResult>& result);
  void end_input();
  void stop_reading(Error error);

  const Ports& ports_;
  JobPorts own_;
  JobRunOptions options_;
  config::JsonStream stream_;
  config::NamedContainers containers_;
  bool reading_ = true;
  JobRunEnd end_;
  std::optional<Error> error_;      // nothing can go on
  std::map<Number, Known> jobs_;    // that have not ended
  std::vector<Number> held_;        // without their container
  std::map<Number, bool> arrived_;  // in the order of the input, until started: whether its layers are there
  ImageFetcher images_;
  LayerSets layer_sets_;
  JobLoop loop_;  // last: its threads end before what they work for
};

}  // namespace maelstrom::session
