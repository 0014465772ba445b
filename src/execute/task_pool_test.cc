#include "execute/task_pool.h"

#include <gmock/gmock.h>

#include <future>

namespace maelstrom::execute {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;

TEST(TaskPool, TasksRunBesideOneAnother) {
  TaskPool pool(2);
  std::promise<void> first;
  std::promise<void> second;
  std::promise<void> both;
  pool.add([&] {
    first.set_value();
    second.get_future().wait();
    both.set_value();
  });
  first.get_future().wait();
  pool.add([&] { second.set_value(); });
  both.get_future().wait();
  pool.stop();
}

TEST(TaskPool, WhatIsForLaterComesLater) {
  TaskPool pool(1);
  std::vector<int> order;
  std::promise<void> done;
  pool.add_in(milliseconds(30), [&] {
    order.push_back(3);
    done.set_value();
  });
  pool.add_in(milliseconds(10), [&] { order.push_back(2); });
  pool.add([&] { order.push_back(1); });
  done.get_future().wait();
  pool.stop();
  EXPECT_THAT(order, ElementsAre(1, 2, 3));
}

TEST(TaskPool, StoppedItForgets) {
  TaskPool pool(1);
  bool ran = false;
  pool.add_in(std::chrono::hours(1), [&] { ran = true; });
  pool.stop();
  pool.add([&] { ran = true; });
  pool.stop();
  EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace maelstrom::execute
