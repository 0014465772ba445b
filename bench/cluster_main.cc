// What bench/cluster_bench runs: a worker that runs nothing, and one who asks an engine for actions.
//
// usage: bench_cluster worker ENGINE STORAGE IDS     makes the calls of `maelstrom worker`; until SIGTERM
//        bench_cluster ask ENGINE STREAMS            actions of standard input, "hash/size" a line: prints the seconds
//
// Addresses are HOST:PORT.
#include <poll.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "core/wire.h"
#include "os/file.h"
#include "os/module.h"
#include "os/wake.h"
#include "reapi/action.h"
#include "reapi/action_result.h"
#include "reapi/job_encoder.h"
#include "reapi/messages.h"
#include "worker/agent.h"
#include "worker/storage.h"

namespace {

using namespace maelstrom;

template <typename T>
T or_die(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "bench_cluster: %s\n", result.error().message().c_str());
  std::exit(1);
}

std::shared_ptr<reapi::Rpc> rpc_to(const std::string& target) {
  const std::string program = or_die(os::own_program());
  const std::string module = program.substr(0, program.rfind('/')) + "/maelstrom-remote.so";
  auto* const entry = or_die(os::module_entry(module, reapi::kRpcModuleEntry));
  return std::shared_ptr<reapi::Rpc>(reinterpret_cast<reapi::RpcModuleEntry>(entry)({.target = target}));
}

// Reads the command, and says that the job passed.
class StandIn final : public worker::Runner {
 public:
  explicit StandIn(worker::Storage& storage) : storage_(storage) {}

  std::optional<std::string> run(const reapi::Assignment& assignment, worker::Watch& watch) override {
    const auto storage = or_die(storage_.of(""));
    const reapi::Action action = or_die(reapi::Action::decode(assignment.action));
    or_die(storage->reader->read({action.command}, [] { return true; }));
    while (!watch.take_turn(std::chrono::seconds(1))) continue;
    watch.end_turn();
    const JobResult result{.termination = Exited{0}};
    const std::string record =
        or_die(reapi::encode_result(result, {.id = assignment.invocation, .time = clock_.wall()},
                                    [](std::string_view bytes) -> Result<Digest> { return digest_of(bytes); }));
    if (const Status put = storage->cache->put_result(assignment.digest, record); !put) std::exit(1);
    return reapi::encode_execute_response(record, {});
  }

 private:
  worker::Storage& storage_;
  SystemClock clock_;
};

int work(const std::string& engine, const std::string& blobs, std::size_t ids) {
  const auto wake = or_die(os::SystemWake::create());
  SystemClock clock;
  worker::Lifecycle life;
  worker::Tally tally;
  worker::Turns turns(ids, ids, clock);
  worker::EngineLine line({rpc_to(engine), rpc_to(engine)}, life,
                          [](const std::string& text) { std::fprintf(stderr, "worker: %s\n", text.c_str()); });
  worker::Storage storage(rpc_to(blobs), "stand-in", [](auto) {});
  StandIn runner(storage);
  std::vector<std::thread> threads;
  for (std::size_t id = 0; id < ids; ++id) {
    threads.emplace_back([&, id] {
      worker::Agent({.id = {{"host", "stand-in"}, {"slot", std::to_string(id)}},
                     .instance_prefix = "",
                     .platform = reapi::common_platform()},
                    {line, runner, turns, life, tally})
          .run();
    });
  }
  pollfd watched{wake->fd(), POLLIN, 0};
  while (!wake->ending_signal()) ::poll(&watched, 1, -1);
  life.drain();
  for (std::thread& thread : threads) thread.join();
  return 0;
}

std::string execute_request(const Digest& action) {
  wire::Writer out;
  out.message(6, reapi::encode(action));
  return out.take();
}

int ask(const std::string& engine, std::size_t streams) {
  std::vector<std::string> requests;
  for (std::string line; std::getline(std::cin, line);) {
    requests.push_back(execute_request(or_die(Digest::parse(line))));
  }
  const auto rpc = rpc_to(engine);
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> failed = 0;
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < streams; ++i) {
    threads.emplace_back([&] {
      for (std::size_t at = next++; at < requests.size(); at = next++) {
        const auto ended = rpc->receive({"/build.bazel.remote.execution.v2.Execution/Execute", std::chrono::minutes(5)},
                                        requests[at], [](std::string_view) { return true; });
        if (!ended) ++failed;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("%.3f\n", took.count());
  return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() == 4 && words[0] == "worker") return work(words[1], words[2], std::stoul(words[3]));
  if (words.size() == 3 && words[0] == "ask") return ask(words[1], std::stoul(words[2]));
  std::fprintf(stderr, "usage: bench_cluster worker ENGINE STORAGE IDS | ask ENGINE STREAMS\n");
  return 2;
}
