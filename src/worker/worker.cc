#include "worker/worker.h"

#include <poll.h>

#include <atomic>
#include <cerrno>
#include <latch>
#include <utility>

#include "base/strings.h"
#include "worker/agent.h"

namespace maelstrom::worker {
namespace {

constexpr std::size_t kReaders = 8;
constexpr std::uint64_t kMessages = UINT64_C(32) << 20;
constexpr std::chrono::seconds kBetweenTidying(5);

std::string name_of(const WorkerIds& ids) {
  const WorkerIds::Id& first = ids.all().front();
  return first[0].value + "/" + first[2].value;
}

}  // namespace

Result<std::unique_ptr<Worker>> Worker::create(const Ports& ports, const WorkerOptions& options) {
  TRY_ASSIGN(ids, WorkerIds::take(options.ids_directory, options.host, options.slots + options.ahead));
  TRY_ASSIGN(slots, Slots::create(ports.store, {.count = options.slots,
                                                .cell_program = options.cell_program,
                                                .output_limit = options.output_limit,
                                                .no_containers = options.no_containers}));
  return std::unique_ptr<Worker>(new Worker(ports, options, std::move(ids), std::move(slots)));  // private constructor
}

Worker::Worker(const Ports& ports, const WorkerOptions& options, WorkerIds ids, std::unique_ptr<Slots> slots)
    : ports_(ports),
      options_(options),
      ids_(std::move(ids)),
      slots_(std::move(slots)),
      turns_(slots_->count(), ids_.all().size(), ports.clock),
      line_(ports.engine, life_, ports.tell),
      storage_(ports.storage, name_of(ids_), [this](auto time) { life_.pause(time); }),
      inputs_(ports.store, kReaders, {.bytes = options.cache_size}),
      messages_(kMessages),
      runner_({storage_, inputs_, *slots_, messages_, ports.clock, tally_, life_},
              {.worker = name_of(ids_), .instance_prefix = options.instance_prefix}) {}

Status Worker::run(Wake& wake, const std::function<void(int signal)>& again) {
  std::vector<std::thread> agents = start_agents(wake);
  std::thread tidying([this] { keep_tidy(); });
  wait_for_end(wake, again);
  for (std::thread& agent : agents) agent.join();
  tidying.join();
  if (auto error = life_.error()) return fail(std::move(*error));
  return {};
}

// No thread ends before the last has nothing more to run: the cells that it started would end with it.
std::vector<std::thread> Worker::start_agents(Wake& wake) {
  auto left = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(ids_.all().size()));
  std::vector<std::thread> threads;
  for (const WorkerIds::Id& id : ids_.all()) {
    threads.emplace_back([this, &wake, id, left] {
      Agent({.id = id, .instance_prefix = options_.instance_prefix, .platform = options_.platform},
            {line_, runner_, turns_, life_, tally_})
          .run();
      left->arrive_and_wait();
      life_.end();
      wake.notify();
    });
  }
  return threads;
}

void Worker::wait_for_end(Wake& wake, const std::function<void(int signal)>& again) {
  while (!life_.ended()) {
    pollfd watched{wake.fd(), POLLIN, 0};
    if (::poll(&watched, 1, -1) < 0) continue;  // EINTR alone
    wake.clear();
    const auto signal = wake.ending_signal();
    if (life_.ended() || !signal) continue;
    if (life_.draining()) again(*signal);
    ports_.tell("draining: what runs is finished");
    life_.drain();
  }
}

Metrics Worker::metrics() const {
  return {.slots = slots_->count(),
          .slots_busy = slots_->busy(),
          .engine_reached = line_.reached(),
          .draining = life_.draining(),
          .passed = tally_.passed,
          .failed = tally_.failed,
          .refused = tally_.refused,
          .cancelled = tally_.cancelled,
          .results_kept = tally_.results_kept,
          .fetched_bytes = inputs_.fetched_bytes(),
          .run_nanoseconds = tally_.run_nanoseconds,
          .synchronizations = tally_.synchronizations,
          .lost_connections = tally_.lost_connections};
}

void Worker::keep_tidy() {
  do {
    if (const Status tidied = inputs_.tidy(); !tidied) ports_.tell("the store: " + tidied.error().message());
  } while (life_.pause(kBetweenTidying));
}

}  // namespace maelstrom::worker
