#include "session/job_run.h"

#include <utility>

#include "base/strings.h"
#include "config/json_document.h"

namespace maelstrom::session {
namespace {

Error all_of(const std::vector<config::Diagnostic>& diagnostics) {
  std::vector<std::string> lines;
  for (const auto& diagnostic : diagnostics) lines.push_back(diagnostic.to_string());
  return {ErrorCode::kInvalid, join(lines, "\n")};
}

}  // namespace

// One thread more than the layers need: one always waits for the input.
JobRun::JobRun(const Ports& ports, JobPorts own, JobRunOptions options)
    : ports_(ports),
      own_(std::move(own)),
      options_(std::move(options)),
      images_(ports_, loop_),
      layer_sets_(ports_, loop_),
      loop_(ports_.executor, ports_.wake, ports_.clock, options_.preparation_threads + 1, ports_.tick) {}

// The loop's threads end before the loop does.
JobRun::~JobRun() {
  if (own_.input != nullptr) own_.input->interrupt();
}

Result<JobRunEnd> JobRun::run() {
  define(std::move(options_.file.containers));
  for (auto& job : std::exchange(options_.file.jobs, {})) arrive(std::move(job));
  if (own_.input == nullptr) {
    end_input();
  } else if (reading_) {
    read_more();
  }
  auto signal = loop_.run();
  if (ports_.give_up && (!signal || *signal || error_)) ports_.give_up();
  if (error_) return fail(std::move(*error_));
  if (!signal) return fail(std::move(signal).error());
  end_.signal = *signal;
  return std::move(end_);
}

void JobRun::read_more() {
  loop_.prepare([this]() -> Preparer::Continuation {
    auto bytes = own_.input->read();
    return [this, bytes = std::move(bytes)]() mutable { take(std::move(bytes)); };
  });
}

void JobRun::take(Result<std::string> bytes) {
  if (!bytes) return stop_reading(std::move(bytes).error());
  const bool at_end = bytes->empty();
  stream_.feed(*bytes);
  while (reading_) {
    auto piece = stream_.next();
    if (!piece && at_end) piece = stream_.rest();
    if (!piece) break;
    take(*piece);
  }
  if (!reading_) return;
  if (at_end) return end_input();
  read_more();
}

void JobRun::take(const config::JsonStream::Piece& piece) {
  config::Diagnostics diagnostics(options_.input_name);
  const auto value = config::parse_json(piece.text, piece.begin, diagnostics);
  auto object = value ? config::read_job_object(*value, diagnostics) : std::nullopt;
  if (const auto errors = diagnostics.take_errors(); !errors.empty()) return stop_reading(all_of(errors));
  if (!object) return;
  if (auto* containers = std::get_if<config::NamedContainers>(&*object)) return define(std::move(*containers));
  arrive(std::move(std::get<config::JobDeclaration>(*object)));
}

void JobRun::define(config::NamedContainers containers) {
  for (auto& [name, container] : containers) containers_.insert_or_assign(name, std::move(container));
  for (const Number number : std::exchange(held_, {})) {
    if (config::missing_parent(containers_, jobs_.at(number).declaration.container)) {
      held_.push_back(number);
    } else {
      decide(number);
    }
  }
}

void JobRun::arrive(config::JobDeclaration job) {
  if (options_.which == JobRunOptions::Which::kFirst && end_.jobs > 0) return;
  const Number number = end_.jobs++;
  if (options_.instead) {
    job.program = options_.instead->program;
    job.arguments = options_.instead->arguments;
  }
  const Known& known = jobs_.emplace(number, Known{.declaration = std::move(job)}).first->second;
  if (config::missing_parent(containers_, known.declaration.container)) {
    held_.push_back(number);
  } else {
    decide(number);
  }
}

// Its container can be told now.
void JobRun::decide(Number number) {
  if (options_.which == JobRunOptions::Which::kFirst) reading_ = false;
  auto resolved = config::resolve_container(containers_, jobs_.at(number).declaration.container, ports_.environment,
                                            options_.project);
  if (!resolved) return end(number, fail(std::move(resolved).error()));
  if (!resolved->spec.image) return assemble(number, std::move(resolved->spec), std::nullopt);
  const std::string name = resolved->spec.image->name;
  images_.with(name, [this, number, container = std::move(*resolved)](const ImageFetcher::Image& image) mutable {
    auto layer = take_image(container, image, ports_.environment);
    if (!layer) return end(number, fail(std::move(layer).error()));
    assemble(number, std::move(container.spec), *layer);
  });
}

void JobRun::assemble(Number number, ContainerSpec container, const std::optional<Digest>& image) {
  Known& known = jobs_.at(number);
  known.settings = std::move(container.settings);
  arrived_.emplace(number, false);
  const LayerSets::Stack stack{image, std::move(container.layers)};
  layer_sets_.with(stack, known.settings.environment, [this, number](const LayerSets::Built& built) {
    jobs_.at(number).layers = built;
    arrived_.at(number) = true;
    start_ready();
  });
}

void JobRun::start_ready() {
  while (!arrived_.empty() && arrived_.begin()->second) {
    const Number number = arrived_.begin()->first;
    arrived_.erase(arrived_.begin());
    start(number);
  }
}

void JobRun::start(Number number) {
  const Known& known = jobs_.at(number);
  if (!*known.layers) return end(number, fail(known.layers->error()));
  loop_.submit(
      {.priority = {.rank = known.declaration.priority},
       .make = [this, &known] { return make(known); },
       .started = [this](JobId id) { hand_over_terminal(id); },
       .ended = [this, number](const Result<JobResult>& result, std::chrono::nanoseconds) { end(number, result); }});
}

Job JobRun::make(const Known& known) const {
  return {.layers = **known.layers,
          .container = known.settings,
          .program = known.declaration.program,
          .arguments = known.declaration.arguments,
          .timeout = known.declaration.timeout,
          .output_limit = options_.output_limit,
          .terminal = options_.terminal};
}

void JobRun::hand_over_terminal(JobId id) {
  if (!options_.terminal) return;
  auto terminal = ports_.executor.terminal(id);
  if (terminal) return own_.terminal(std::move(*terminal));
  if (terminal.error().code() == ErrorCode::kInvalid) return;  // the job's end says why it has none
  error_ = std::move(terminal).error();
  loop_.stop();
}

void JobRun::end(Number number, const Result<JobResult>& result) {
  const auto node = jobs_.extract(number);
  if (auto told = own_.ended({node.mapped().declaration, result}); !told && !error_) {
    error_ = std::move(told).error();
    loop_.stop();
  }
}

// What is still held has no container; resolving it says so.
void JobRun::end_input() {
  reading_ = false;
  for (const Number number : std::exchange(held_, {})) decide(number);
}

void JobRun::stop_reading(Error error) {
  end_.input_error = std::move(error);
  end_input();
}

}  // namespace maelstrom::session
