// Runs one job in a slot, from the request to the result.
#pragma once

#include <chrono>
#include <deque>
#include <optional>

#include "base/result.h"
#include "container/cell/capture.h"
#include "container/cell/channel.h"
#include "container/cell/ends.h"
#include "container/cell/job_request.h"
#include "container/cell/launch.h"
#include "container/cell/memory_kills.h"
#include "container/cell/slot.h"

namespace maelstrom::container::cell {

class JobRunner {
 public:
  // `processors`: that the tests may run on, see Launch.
  JobRunner(Channel& channel, Slot& slot, const Processors& processors)
      : channel_(channel),
        ends_(channel),
        slot_(slot),
        processors_(processors),
        user_namespaces_(slot.base().proc.get()),
        memory_kills_(slot.base().proc.get()) {}

  // What tests write goes to the standard output and error of this process from now on.
  void pass_output_on();

  TestUserNamespaces& user_namespaces() { return user_namespaces_; }
  const Stack& stack() const { return test_stack_; }

  // Runs the jobs of a packet of kJobs, and tells their ends. Errors: the runner or the slot is lost.
  Status run(std::string_view jobs);

 private:
  enum class End : std::uint8_t { kByItself, kTimeout, kKilled };
  struct Ending {
    End how = End::kByItself;
    bool killed = false;
  };

  Status run_one(std::string_view request);
  Result<Launched> launch(const JobRequest& job, const Chamber& chamber);
  // Makes a terminal and hands the person's end to the runner. Gives the test's end.
  Result<os::Fd> hand_out_terminal(const JobRequest& job, const Chamber& chamber);
  // Waits for the end of the test while taking in its output.
  Result<End> attend(const Launched& launched, const JobRequest& job);
  // The time of the test is over, or the runner wants its end. Gives how long that may take; none: as long as it takes.
  Result<std::optional<std::chrono::nanoseconds>> end_in_time(const Launched& launched, const JobRequest& job,
                                                              Ending& ending);
  // Takes in what the runner says meanwhile. True: the job under way is to end.
  Result<bool> obey();
  Status kill(const Launched& launched, bool pid1) const;
  // `changes`: what of it goes along, -1 for nothing.
  Status answer(End end, int init_status, const Findings& findings, int changes);
  Status answer_failure(const Error& error);

  Channel& channel_;
  Ends ends_;
  Slot& slot_;
  Processors processors_;
  TestUserNamespaces user_namespaces_;
  MemoryKills memory_kills_;
  Stack init_stack_;
  Stack test_stack_;
  Capture output_;
  Capture error_;
  Launch launch_;
  std::deque<std::string_view> waiting_;  // requests of jobs that have not begun
  timespec received_{};
  std::vector<std::string> program_paths_;
  std::vector<const char*> programs_;
  std::vector<const char*> points_[3];  // of proc, sys, mqueue
};

}  // namespace maelstrom::container::cell
