#include "cli/cluster_state.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace maelstrom::cli {
namespace {

reapi::QueuedOperation operation(const std::string& share, const std::string& run, bool executing,
                                 const std::string& name = "x") {
  return {.name = name, .invocations = {run}, .correlated = share, .executing = executing};
}

reapi::EngineWorker slot(const std::string& host, int number, const std::string& runs = "") {
  return {.id = {{"host", host}, {"slot", std::to_string(number)}, {"worker", "of-" + host}},
          .operation = runs,
          .waits = runs.empty()};
}

const std::vector<reapi::NamedValue> kLinux = {{"ISA", "x86-64"}, {"OSFamily", "linux"}};

TEST(ClusterState, TellsOfEachRunWhatRunsAndWhatWaits) {
  EXPECT_EQ(described({.operations = {operation("bob@ci", "r1", true), operation("ann@laptop", "run2", false),
                                      operation("ann@laptop", "r3", true), operation("ann@laptop", "r3", false)}}),
            "2 running, 2 queued\n"
            "  ann@laptop  r3    1 running, 1 queued\n"
            "  ann@laptop  run2  0 running, 1 queued\n"
            "  bob@ci      r1    1 running, 0 queued\n"
            "no workers\n");
}

TEST(ClusterState, WhatHasEndedIsNotTold) {
  reapi::QueuedOperation ended = operation("ann", "r", false);
  ended.completed = true;
  EXPECT_EQ(described({.operations = {ended}}), "nothing to do\nno workers\n");
  EXPECT_EQ(described({.operations = {{.name = "of another tool"}}}),
            "0 running, 1 queued\n  somebody  -  0 running, 1 queued\nno workers\n");
}

TEST(ClusterState, TellsOfEachWorkerForWhomItRuns) {
  EXPECT_EQ(described({.operations = {operation("ann", "r", true, "1"), operation("bob", "r", true, "2")},
                       .queues = {{.platform = kLinux,
                                   .workers = {slot("here", 0, "1"), slot("here", 1, "2"), slot("there", 0),
                                               slot("there", 1, "gone meanwhile")}}}}),
            "2 running, 0 queued\n"
            "  ann  r  1 running, 0 queued\n"
            "  bob  r  1 running, 0 queued\n"
            "workers for ISA=x86-64, OSFamily=linux: 3 running, 1 free\n"
            "  here   2 running, 0 free  ann 1  bob 1\n"
            "  there  1 running, 1 free  somebody 1\n");
}

TEST(ClusterState, ASpareIdAndADrainedWorkerAreNotFree) {
  reapi::EngineWorker spare = slot("here", 2);
  spare.waits = false;
  reapi::EngineWorker drained = slot("away", 0);
  drained.waits = false;
  drained.drained = true;
  EXPECT_EQ(described({.queues = {{.instance_prefix = "team", .workers = {slot("here", 0), spare, drained}}}}),
            "nothing to do\n"
            "workers of team: 0 running, 1 free\n"
            "  away  0 running, 0 free, drained\n"
            "  here  0 running, 1 free\n");
}

TEST(ClusterState, TwoWorkersOfAMachineAndThoseOfOtherToolsAreToldApart) {
  reapi::EngineWorker second = slot("here", 0);
  second.id[2].value = "another";
  const reapi::EngineWorker foreign{.id = {{"node", "n"}, {"thread", "3"}}, .waits = true};
  EXPECT_EQ(described({.queues = {{.workers = {slot("here", 0), second, foreign}}}}),
            "nothing to do\n"
            "workers: 0 running, 3 free\n"
            "  host=here, worker=another  0 running, 1 free\n"
            "  host=here, worker=of-here  0 running, 1 free\n"
            "  node=n                     0 running, 1 free\n");
}

TEST(ClusterState, ProgramsReadTheSame) {
  const auto read = nlohmann::json::parse(
      json_line({.operations = {operation("ann", "r", true, "1")},
                 .queues = {{.platform = kLinux, .workers = {slot("here", 0, "1"), slot("here", 1)}}}}));
  EXPECT_EQ(read["runs"], nlohmann::json::parse(R"([{"share": "ann", "run": "r", "running": 1, "queued": 0}])"));
  EXPECT_EQ(read["queues"],
            nlohmann::json::parse(R"([{"instance": "", "platform": {"ISA": "x86-64", "OSFamily": "linux"}, "workers":
                [{"name": "here", "running": 1, "free": 1, "drained": false, "runs_for": {"ann": 1}}]}])"));
}

}  // namespace
}  // namespace maelstrom::cli
