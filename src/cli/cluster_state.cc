#include "cli/cluster_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/strings.h"

namespace maelstrom::cli {
namespace {

struct Count {
  std::size_t running = 0;
  std::size_t queued = 0;
  void add(const reapi::QueuedOperation& operation) { ++(operation.executing ? running : queued); }
  std::size_t all() const { return running + queued; }
};

struct Share {
  std::string name;
  Count count;
  std::map<std::string, Count> runs;
};

std::string share_of(const reapi::QueuedOperation& operation) {
  return operation.correlated.empty() ? "somebody" : operation.correlated;
}

std::vector<Share> shares_of(const std::vector<reapi::QueuedOperation>& operations) {
  std::map<std::string, Share> shares;
  for (const reapi::QueuedOperation& operation : operations) {
    if (operation.completed) continue;
    Share& share = shares[share_of(operation)];
    share.name = share_of(operation);
    share.count.add(operation);
    share.runs[operation.invocations.empty() ? "-" : operation.invocations.front()].add(operation);
  }
  std::vector<Share> sorted;
  sorted.reserve(shares.size());
  for (auto& [name, share] : shares) sorted.push_back(std::move(share));
  std::ranges::stable_sort(sorted, std::greater<>(), [](const Share& share) { return share.count.all(); });
  return sorted;
}

// A process: its ids, but for the number of the slot, are the same.
struct Machine {
  std::string name;
  std::size_t running = 0;
  std::size_t free = 0;
  bool drained = false;
  std::map<std::string, std::size_t> shares;  // for whom it runs
};

std::string label(const std::vector<reapi::NamedValue>& id, std::string_view name) {
  const auto found = std::ranges::find(id, name, &reapi::NamedValue::name);
  return found == id.end() ? "" : found->value;
}

// What of an id names the process. A bb_worker numbers its threads.
std::vector<reapi::NamedValue> process_of(std::vector<reapi::NamedValue> id) {
  std::erase_if(id, [](const reapi::NamedValue& one) { return one.name == "slot" || one.name == "thread"; });
  return id;
}

std::string written(const std::vector<reapi::NamedValue>& values) {
  std::string text;
  for (const auto& [name, value] : values) text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, value);
  return text;
}

using Shares = std::map<std::string, std::string>;  // of each operation

std::vector<Machine> machines_of(const reapi::WorkerQueue& queue, const Shares& shares) {
  std::map<std::vector<reapi::NamedValue>, Machine> machines;
  std::map<std::string, std::size_t> of_host;
  for (const reapi::EngineWorker& worker : queue.workers) {
    const auto process = process_of(worker.id);
    const auto [at, fresh] = machines.try_emplace(process);
    if (fresh) ++of_host[label(process, "host")];
    Machine& machine = at->second;
    machine.drained |= worker.drained;
    if (worker.operation.empty()) {
      machine.free += worker.waits ? 1 : 0;
      continue;
    }
    ++machine.running;
    const auto share = shares.find(worker.operation);
    ++machine.shares[share == shares.end() ? "somebody" : share->second];
  }
  std::vector<Machine> sorted;
  for (auto& [process, machine] : machines) {
    const std::string host = label(process, "host");
    machine.name = host.empty() || of_host[host] > 1 ? written(process) : host;
    sorted.push_back(std::move(machine));
  }
  return sorted;
}

Shares shares_of_operations(const std::vector<reapi::QueuedOperation>& operations) {
  Shares shares;
  for (const auto& operation : operations) shares[operation.name] = share_of(operation);
  return shares;
}

std::string told(const Count& count) { return fmt::format("{} running, {} queued", count.running, count.queued); }

std::string told(const Machine& machine) {
  return fmt::format("{} running, {} free", machine.running, machine.free) + (machine.drained ? ", drained" : "");
}

std::string described(const std::vector<Share>& shares) {
  Count total;
  std::size_t name_width = 0;
  std::size_t run_width = 0;
  for (const Share& share : shares) {
    total.running += share.count.running;
    total.queued += share.count.queued;
    name_width = std::max(name_width, printable(share.name).size());
    for (const auto& [run, count] : share.runs) run_width = std::max(run_width, printable(run).size());
  }
  std::string text = total.all() == 0 ? "nothing to do\n" : told(total) + "\n";
  for (const Share& share : shares) {
    for (const auto& [run, count] : share.runs) {
      text += fmt::format("  {:<{}}  {:<{}}  {}\n", printable(share.name), name_width, printable(run), run_width,
                          told(count));
    }
  }
  return text;
}

std::string described(const reapi::WorkerQueue& queue, const std::vector<Machine>& machines) {
  Machine all;
  std::size_t name_width = 0;
  std::size_t told_width = 0;
  for (const Machine& machine : machines) {
    all.running += machine.running;
    all.free += machine.free;
    name_width = std::max(name_width, printable(machine.name).size());
    told_width = std::max(told_width, told(machine).size());
  }
  std::string text = "workers";
  if (!queue.instance_prefix.empty()) text += " of " + printable(queue.instance_prefix);
  if (!queue.platform.empty()) text += " for " + printable(written(queue.platform));
  text += ": " + told(all) + "\n";
  for (const Machine& machine : machines) {
    std::string line = fmt::format("  {:<{}}  {:<{}}", printable(machine.name), name_width, told(machine), told_width);
    for (const auto& [share, count] : machine.shares) line += fmt::format("  {} {}", printable(share), count);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

nlohmann::json json_of(const std::vector<reapi::NamedValue>& values) {
  auto object = nlohmann::json::object();
  for (const auto& [name, value] : values) object[to_utf8(name)] = to_utf8(value);
  return object;
}

nlohmann::json json_of(const reapi::WorkerQueue& queue, const std::vector<Machine>& machines) {
  nlohmann::json object{{"instance", to_utf8(queue.instance_prefix)}, {"platform", json_of(queue.platform)}};
  object["workers"] = nlohmann::json::array();
  for (const Machine& machine : machines) {
    nlohmann::json worker{{"name", to_utf8(machine.name)}, {"running", machine.running}, {"free", machine.free}};
    worker["drained"] = machine.drained;
    worker["runs_for"] = nlohmann::json::object();
    for (const auto& [share, count] : machine.shares) worker["runs_for"][to_utf8(share)] = count;
    object["workers"].push_back(std::move(worker));
  }
  return object;
}

}  // namespace

std::string described(const ClusterState& state) {
  std::string text = described(shares_of(state.operations));
  const Shares shares = shares_of_operations(state.operations);
  for (const reapi::WorkerQueue& queue : state.queues) text += described(queue, machines_of(queue, shares));
  if (state.queues.empty()) text += "no workers\n";
  return text;
}

std::string json_line(const ClusterState& state) {
  nlohmann::json object{{"runs", nlohmann::json::array()}, {"queues", nlohmann::json::array()}};
  for (const Share& share : shares_of(state.operations)) {
    for (const auto& [run, count] : share.runs) {
      object["runs"].push_back({{"share", to_utf8(share.name)},
                                {"run", to_utf8(run)},
                                {"running", count.running},
                                {"queued", count.queued}});
    }
  }
  const Shares shares = shares_of_operations(state.operations);
  for (const auto& queue : state.queues) object["queues"].push_back(json_of(queue, machines_of(queue, shares)));
  return object.dump() + "\n";
}

}  // namespace maelstrom::cli
