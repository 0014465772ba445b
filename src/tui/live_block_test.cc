#include "tui/live_block.h"

#include <gmock/gmock.h>

#include <memory>

#include "base/fake_clock.h"
#include "tui/screen.h"

namespace maelstrom::tui {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

;

class LiveBlockTest : public ::testing::Test {
 protected:
  void write(std::string_view bytes) {
    frames_.emplace_back(bytes);
    screen_.write(bytes);
    EXPECT_TRUE(screen_.cursor_visible());
    EXPECT_TRUE(screen_.wraps());
  }
  void start(const std::string& name, const std::string& artifact = "net_test") {
    block_->on(CaseStarted{{artifact, name}});
  }
  void finish(const std::string& name, Outcome outcome = Outcome::kPassed) {
    CaseResult result;
    result.id = {"net_test", name};
    result.verdict.outcome = outcome;
    block_->on(result);
  }
  void run(const std::string& name, Outcome outcome = Outcome::kPassed) {
    start(name);
    finish(name, outcome);
  }
  void say(Notice::Kind kind, const std::string& text) { block_->on(Notice{kind, text}); }
  // The next frame, in which `by` has passed.
  std::vector<std::string> after(Nanoseconds by) {
    clock_.advance(by);
    block_->tick();
    return screen_.lines();
  }

  FakeClock clock_;
  int columns_ = 80;
  bool stopped_ = false;
  Screen screen_{80};
  std::vector<std::string> frames_;
  std::unique_ptr<LiveBlock> block_ = std::make_unique<LiveBlock>(
      clock_, [this](std::string_view bytes) { write(bytes); }, [this] { return columns_; }, Colours::kNone,
      [this] { return std::exchange(stopped_, false); });
};

TEST_F(LiveBlockTest, ShowsWhatRunsHowFarItIsAndWhenItEnds) {
  block_->on_total(1742);
  start("Tls.Handshake");
  for (int i = 0; i < 1201; ++i) run("Tcp.Port/" + std::to_string(i));
  run("Tcp.Reset", Outcome::kFailed);
  run("Tcp.Slow", Outcome::kTimedOut);
  run("Tcp.Stray", Outcome::kLeaked);
  clock_.advance(milliseconds(300));
  for (const char* name : {"Tls.Resume", "U.0", "U.1", "U.2", "U.3", "U.4", "U.5"}) start(name);
  EXPECT_THAT(after(milliseconds(3900)),
              ElementsAre("", "  running  net_test::Tls.Handshake 4.2 s   net_test::Tls.Resume 3.9 s   +6",
                          "  ███████████████████▎            1 204 of 1 742    3 failed    about 2 s"));
}

TEST_F(LiveBlockTest, AFrameIsOneWriteOverTheLastOne) {
  block_->on_total(2);
  start("A.B");
  after(milliseconds(120));
  after(milliseconds(100));
  const std::string bar = "\n" + std::string(34, ' ') + "0 of 2\r\x1b[?7h\x1b[?25h";
  EXPECT_THAT(frames_, ElementsAre("\x1b[?25l\x1b[?7l\n  running  net_test::A.B 0.12 s" + bar,
                                   "\x1b[?25l\r\x1b[2A\x1b[J\x1b[?7l\n  running  net_test::A.B 0.22 s" + bar));
}

TEST_F(LiveBlockTest, EventsDoNotDraw) {
  block_->on_total(2);
  say(Notice::Kind::kProgress, "building");
  run("A.B");
  EXPECT_THAT(frames_, IsEmpty());
}

TEST_F(LiveBlockTest, DrawsAtMostTwentyTimesASecond) {
  block_->on_total(1000);
  for (int i = 0; i < 1000; ++i) {
    run("A." + std::to_string(i));
    block_->tick();
    clock_.advance(milliseconds(1));
  }
  EXPECT_THAT(frames_, SizeIs(20));
}

TEST_F(LiveBlockTest, WhatHasNotChangedIsNotWritten) {
  block_->tick();
  EXPECT_THAT(frames_, IsEmpty());
  block_->on_total(3);
  after(milliseconds(60));
  after(seconds(1));
  EXPECT_THAT(frames_, SizeIs(1));
}

TEST_F(LiveBlockTest, PrintedTextStaysAboveInOneWrite) {
  block_->print("  built  2 test binaries\n");
  block_->on_total(3);
  run("A.B", Outcome::kFailed);
  after(milliseconds(60));
  block_->print("\n  FAIL   net_test::A.B\n         a.cc:1");
  EXPECT_THAT(frames_, SizeIs(3));
  EXPECT_EQ(frames_.front(), "  built  2 test binaries\n");
  EXPECT_THAT(screen_.lines(), ElementsAre("  built  2 test binaries", "", "  FAIL   net_test::A.B", "         a.cc:1",
                                           "", "  █████████▎                      1 of 3    1 failed"));
}

TEST_F(LiveBlockTest, ThousandsOfFailuresAreAllKept) {
  constexpr int kCases = 4321;
  block_->on_total(kCases);
  for (int i = 0; i < kCases; ++i) {
    run("A." + std::to_string(i), Outcome::kFailed);
    block_->print("FAIL " + std::to_string(i) + "\n");
    clock_.advance(milliseconds(1));
    block_->tick();
  }
  EXPECT_LE(frames_.size(), kCases + kCases / 50 + 1);
  EXPECT_THAT(screen_.lines(), SizeIs(kCases + 2));
  EXPECT_THAT(screen_.lines().back(), HasSubstr("4 321 of 4 321    4 321 failed"));
  block_->on(RunFinished{});
  EXPECT_THAT(screen_.lines(), SizeIs(kCases + 1));
  EXPECT_EQ(screen_.lines()[kCases - 1], "FAIL 4320");
}

TEST_F(LiveBlockTest, IsGoneWhenTheRunIsFinished) {
  block_->on_total(2);
  start("A.B");
  after(milliseconds(60));
  block_->on(RunFinished{});
  EXPECT_EQ(frames_.back(), "\x1b[?25l\r\x1b[2A\x1b[J\x1b[?25h");
  EXPECT_THAT(screen_.lines(), ElementsAre(""));
  block_->print("  2 cases\n");
  EXPECT_EQ(frames_.back(), "  2 cases\n");
  EXPECT_THAT(after(seconds(1)), ElementsAre("  2 cases", ""));
}

TEST_F(LiveBlockTest, BeginsAnewBelowWhatAShellWroteWhileItWasStopped) {
  block_->on_total(2);
  start("A.B");
  after(milliseconds(120));
  screen_.write("\n[1]+ Stopped\n$ fg\n");
  stopped_ = true;
  const std::string bar = std::string(34, ' ') + "0 of 2";
  EXPECT_THAT(after(milliseconds(880)), ElementsAre("", "  running  net_test::A.B 0.12 s", bar, "[1]+ Stopped", "$ fg",
                                                    "", "  running  net_test::A.B 1.0 s", bar));
  EXPECT_THAT(after(seconds(1)), SizeIs(8));
}

TEST_F(LiveBlockTest, IsGoneWithTheObject) {
  block_->on_total(2);
  after(milliseconds(60));
  block_.reset();
  EXPECT_THAT(screen_.lines(), ElementsAre(""));
}

TEST_F(LiveBlockTest, ShowsProgressWhileNothingRuns) {
  say(Notice::Kind::kProgress, "building\n\x1b[2Jnet_test");
  EXPECT_THAT(after(milliseconds(60)), ElementsAre("", "  building\\n\\x1b[2Jnet_test"));
  start("A.B");
  EXPECT_THAT(after(milliseconds(60)), ElementsAre("", "  running  net_test::A.B 0.060 s"));
  finish("A.B");
  EXPECT_THAT(after(milliseconds(60)), ElementsAre(""));
}

TEST_F(LiveBlockTest, HowThingsStandIsShownWhateverRuns) {
  say(Notice::Kind::kStanding, "on the cluster: 3 queued");
  EXPECT_THAT(after(milliseconds(60)), ElementsAre("", "  on the cluster: 3 queued"));
  start("A.B");
  say(Notice::Kind::kStanding, "on the cluster: 1 running");
  EXPECT_THAT(after(milliseconds(60)),
              ElementsAre("", "  running  net_test::A.B 0.060 s", "  on the cluster: 1 running"));
  say(Notice::Kind::kStanding, "");
  EXPECT_THAT(after(milliseconds(60)), ElementsAre("", "  running  net_test::A.B 0.12 s"));
}

TEST_F(LiveBlockTest, WarningsAreNotItsBusiness) {
  say(Notice::Kind::kWarning, "old");
  EXPECT_THAT(after(milliseconds(60)), ElementsAre(""));
}

TEST_F(LiveBlockTest, NamesCannotSteerTheTerminal) {
  start(
      "A\r\x1b[9A\x1b]0;x\a\xff\xc2\x9b"
      "2J");
  EXPECT_THAT(after(milliseconds(60)),
              ElementsAre("", "  running  net_test::A\\x0d\\x1b[9A\\x1b]0;x\\x07\\xff\\xc2\\x9b2J 0.060 s"));
}

TEST_F(LiveBlockTest, TellsTheEndOnlyAfterASecond) {
  block_->on_total(4);
  start("A.Slow");
  run("A.B");
  EXPECT_THAT(after(milliseconds(990)).back(), Not(HasSubstr("about")));
  EXPECT_THAT(after(milliseconds(50)).back(), HasSubstr("about 3 s"));
}

TEST_F(LiveBlockTest, CasesThatWereNotExecutedSayNothingOfTheRate) {
  block_->on_total(101);
  for (int i = 0; i < 90; ++i) finish("Cached." + std::to_string(i));
  EXPECT_THAT(after(seconds(2)).back(), Not(HasSubstr("about")));
  start("A.Slow");
  run("A.B");
  EXPECT_THAT(after(seconds(2)).back(), HasSubstr("91 of 101    about 20 s"));
}

TEST_F(LiveBlockTest, FollowsTheWindow) {
  block_->on_total(1742);
  start("Tls.Handshake");
  finish("Cached", Outcome::kInfrastructureError);
  columns_ = 20;
  EXPECT_THAT(after(milliseconds(4200)), ElementsAre("", "  …s.Handshake 4.2 s", "  0 %  1 error"));
  columns_ = 5;  // the terminal cuts what it cannot show
  EXPECT_THAT(after(milliseconds(100)), ElementsAre("", "  …s.Handshake 4.3 s", "  0 %  1 error"));
  columns_ = 200;
  EXPECT_THAT(after(milliseconds(100)), Contains("  running  net_test::Tls.Handshake 4.4 s"));
}

}  // namespace
}  // namespace maelstrom::tui
