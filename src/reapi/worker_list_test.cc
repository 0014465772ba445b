#include "reapi/worker_list.h"

#include <gmock/gmock.h>

namespace maelstrom::reapi {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

std::string message(int number, const std::string& content) {
  wire::Writer out;
  out.message(number, content);
  return out.take();
}

std::string number(int field, std::uint64_t value) {
  wire::Writer out;
  out.number(field, value);
  return out.take();
}

const std::string kName = message(1, "team") + message(2, message(1, encode(NamedValue{"OSFamily", "linux"})));

std::string slot(const std::string& name, const std::string& more = "") {
  return message(1, message(1, encode(NamedValue{"slot", name})) + message(1, encode(NamedValue{"host", "h"})) + more);
}

// An engine with one queue of that size class, which gives `pages` one after the other.
struct Engine {
  std::vector<std::string> pages;
  std::vector<std::string> requests;

  RpcResult<std::string> call(const char* method, std::string_view request) {
    if (std::string_view(method) == kListPlatformQueues) {
      return message(1, message(1, kName) + message(2, number(1, 7) + number(5, 3)));
    }
    requests.emplace_back(request);
    return pages.at(requests.size() - 1);
  }
  RpcResult<std::vector<WorkerQueue>> listed() {
    return list_workers([this](const char* method, std::string_view request) { return call(method, request); });
  }
};

TEST(WorkerList, TellsOfEachWorkerWhatItDoes) {
  Engine engine{.pages = {slot("0", message(2, "") + message(3, message(1, "op"))) + slot("1") +
                          slot("2", message(2, "") + number(4, 1))}};
  const auto queues = engine.listed();
  ASSERT_TRUE(queues);
  ASSERT_THAT(*queues, SizeIs(1));
  const WorkerQueue& queue = queues->front();
  EXPECT_EQ(queue.instance_prefix, "team");
  EXPECT_THAT(queue.platform, ElementsAre(NamedValue{"OSFamily", "linux"}));
  EXPECT_EQ(queue.size_class, 7);
  ASSERT_THAT(queue.workers, SizeIs(3));
  EXPECT_THAT(queue.workers[0].id, ElementsAre(NamedValue{"host", "h"}, NamedValue{"slot", "0"}));
  EXPECT_EQ(queue.workers[0].operation, "op");
  EXPECT_FALSE(queue.workers[0].waits);
  EXPECT_TRUE(queue.workers[1].waits);
  EXPECT_TRUE(queue.workers[2].drained);
  EXPECT_THAT(engine.requests, ElementsAre(encode_list_workers(kName, 7, {}, 1000)));
}

TEST(WorkerList, GoesOnBehindTheLastOfAFullPage) {
  std::string full;
  for (int i = 0; i < 1000; ++i) full += slot(std::to_string(i));
  Engine engine{.pages = {full, ""}};
  const auto queues = engine.listed();
  ASSERT_TRUE(queues);
  EXPECT_THAT(queues->front().workers, SizeIs(1000));
  EXPECT_EQ(engine.requests.back(), encode_list_workers(kName, 7, {{"host", "h"}, {"slot", "999"}}, 1000));
}

TEST(WorkerList, WhatIsNoAnswerIsAnError) {
  Engine engine{.pages = {"\xff"}};
  EXPECT_EQ(engine.listed().error().code, RpcCode::kInternal);
}

TEST(WorkerList, AnEngineWithoutItSaysSo) {
  const auto refused = list_workers([](const char*, std::string_view) -> RpcResult<std::string> {
    return tl::unexpected(RpcFailure{RpcCode::kUnimplemented, "no", {}});
  });
  EXPECT_EQ(refused.error().code, RpcCode::kUnimplemented);
}

}  // namespace
}  // namespace maelstrom::reapi
