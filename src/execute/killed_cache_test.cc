// A program that writes the cache is killed at random moments: what the next one finds is right or is not there.
//
// MAELSTROM_KILLS  how often (default 100; it takes about 30 ms each time)
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <deque>
#include <random>

#include "base/strings.h"
#include "execute/cached_executor.h"
#include "os/file.h"

namespace maelstrom::execute {
namespace {

constexpr int kJobs = 300;
constexpr std::uint64_t kDefaultKills = 100;
constexpr int kLongestLife = 20'000;  // microseconds

std::uint64_t kills() {
  const char* asked = std::getenv("MAELSTROM_KILLS");
  return asked == nullptr ? kDefaultKills : parse_unsigned(asked).value_or(kDefaultKills);
}

// Another one for each job; a third of them are large enough to be blobs.
std::string output_of(const std::string& argument) {
  const std::size_t number = std::stoul(argument);
  std::string text = "job " + argument + "\n";
  while (text.size() < number % 3 * 5000) text += text;
  return text;
}

class Answering final : public Executor {
 public:
  std::size_t slots() const override { return 1; }
  Status start(JobId id, Job job) override {
    ++ran;
    completions_.push_back(
        {id, JobResult{.termination = Exited{0}, .standard_output = {.head = output_of(job.arguments.front())}}});
    return {};
  }
  Result<std::optional<Completion>> wait(int, std::optional<std::chrono::milliseconds>) override {
    if (completions_.empty()) return std::nullopt;
    Completion completion = std::move(completions_.front());
    completions_.pop_front();
    return completion;
  }
  void cancel_all() override { completions_.clear(); }

  int ran = 0;

 private:
  std::deque<Completion> completions_;
};

Job job_of(int number) {
  return {.layers = {digest_of("layer")},
          .program = "/test",
          .arguments = {std::to_string(number)},
          .may_stand = [](const JobResult& result) { return result.termination == Termination(Exited{0}); }};
}

// The cache below a root, as a run uses it.
class Cache {
 public:
  explicit Cache(const std::string& root, CacheUse use = CacheUse::kFull)
      : store(store::Store::open({.root = root}).value()),
        results(store::Results::open(root + "/results.sqlite", {}).value()),
        executor_({inner, *store, results.get(), clock_},
                  reapi::JobEncoder(digest_of("cell"), [](MachineFact) -> Result<std::string> { return "fact"; }),
                  {.use = use, .run = "run", .warn = [this](const Error& error) { warning = error; }}) {}

  // What comes of the job, from an earlier run or now.
  JobResult run(int number) {
    EXPECT_TRUE(executor_.start(JobId(1), job_of(number)));
    return std::move(*executor_.wait(-1, std::nullopt)->value().result);
  }

  Answering inner;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<store::Results> results;
  std::optional<Error> warning;

 private:
  SystemClock clock_;
  CachedExecutor executor_;
};

// Runs jobs, and now and then does what else writes the cache, until it is killed.
[[noreturn]] void write_until_killed(const std::string& root, unsigned seed) {
  std::mt19937 random(seed);
  while (true) {
    Cache cache(root, random() % 4 == 0 ? CacheUse::kFull : CacheUse::kRefresh);
    for (int i = 0; i < 60; ++i) {
      cache.run(static_cast<int>(random() % kJobs));
      if (random() % 10 == 0 && !cache.results->flush()) ::_exit(1);
    }
    if (random() % 4 == 0 && !cache.store->collect_garbage(500'000)) ::_exit(2);
    if (random() % 4 == 0 && !cache.results->drop_unused({}, 60'000)) ::_exit(3);
  }
}

void kill_one(const std::string& root, unsigned seed) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) write_until_killed(root, seed);
  ::usleep(std::mt19937(seed)() % kLongestLife);
  ::kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself, with " << WEXITSTATUS(status);
}

// Gives how many jobs had an answer; each must be the right one.
int check(const std::string& root) {
  Cache cache(root);
  for (int number = 0; number < kJobs; ++number) {
    const JobResult result = cache.run(number);
    EXPECT_EQ(result.termination, Termination(Exited{0}));
    EXPECT_EQ(result.standard_output.head, output_of(std::to_string(number))) << number;
  }
  EXPECT_FALSE(cache.warning) << cache.warning->message();
  EXPECT_FALSE(cache.results->moved_aside());
  return kJobs - cache.inner.ran;
}

TEST(KilledCache, NeverGivesAWrongAnswer) {
  const auto scratch = os::TemporaryDirectory::create().value();
  const std::string root = scratch.path() + "/cache";
  const std::uint64_t rounds = kills();
  int answered = 0;
  for (unsigned round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
    ASSERT_NO_FATAL_FAILURE(kill_one(root, round)) << "round " << round;
    answered += check(root);
    // The look has filled it: from time to time it is filled anew.
    if (round % 4 == 3) {
      Cache cache(root);
      ASSERT_TRUE(cache.results->drop_unused({}, 0));
      ASSERT_TRUE(cache.store->collect_garbage(0));
    }
  }
  // Else nothing was tried.
  EXPECT_GT(answered, 0);
  Cache cache(root);
  const auto verified = cache.store->verify();
  ASSERT_TRUE(verified) << verified.error().message();
  EXPECT_THAT(verified->flaws, testing::IsEmpty());
  EXPECT_EQ(cache.results->sift([](const auto&, const auto&) { return true; })->damaged, 0U);
}

}  // namespace
}  // namespace maelstrom::execute
