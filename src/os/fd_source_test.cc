#include "os/fd_source.h"

#include <fcntl.h>
#include <gmock/gmock.h>

#include <thread>

namespace maelstrom::os {
namespace {

using ::testing::HasSubstr;

struct Pipe {
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    reading.reset(ends[0]);
    writing.reset(ends[1]);
  }
  Fd reading;
  Fd writing;
};

TEST(FdSource, GivesWhatHasComeAndNothingAtTheEnd) {
  Pipe pipe;
  const auto source = FdSource::create(std::move(pipe.reading), "jobs");
  ASSERT_TRUE(source.has_value());
  ASSERT_EQ(::write(pipe.writing.get(), "abc", 3), 3);
  EXPECT_EQ((*source)->read().value(), "abc");
  pipe.writing.reset();
  EXPECT_EQ((*source)->read().value(), "");
}

TEST(FdSource, AReadThatWaitsIsInterrupted) {
  Pipe pipe;
  const auto source = FdSource::create(std::move(pipe.reading), "jobs");
  std::string got = "nothing yet";
  std::thread reader([&] { got = (*source)->read().value(); });
  (*source)->interrupt();
  reader.join();
  EXPECT_EQ(got, "");
  ASSERT_EQ(::write(pipe.writing.get(), "abc", 3), 3);
  EXPECT_EQ((*source)->read().value(), "") << "it stays interrupted";
}

TEST(FdSource, WhatCannotBeReadIsNamed) {
  const auto source = FdSource::create(Fd(::open("/", O_RDONLY | O_CLOEXEC)), "jobs.json");
  const auto bytes = (*source)->read();
  ASSERT_FALSE(bytes.has_value());
  EXPECT_THAT(bytes.error().message(), HasSubstr("jobs.json"));
}

}  // namespace
}  // namespace maelstrom::os
