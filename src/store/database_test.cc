#include "store/database.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/file.h"

namespace maelstrom::store {
namespace {

constexpr int kRounds = 4;
constexpr Schema kSchema{.statements = "CREATE TABLE things(name TEXT PRIMARY KEY) WITHOUT ROWID;"};

// Opens, writes and closes, so that making, recovering and cleaning up the file meet one another.
int use_often(const std::string& path, int who) {
  for (int round = 0; round < kRounds; ++round) {
    auto database = Database::open(path, kSchema);
    if (!database) return 1;
    const auto name = std::to_string(who) + "." + std::to_string(round);
    if (!database->run(("INSERT INTO things VALUES('" + name + "')").c_str())) return 2;
  }
  return 0;
}

TEST(Database, ProcessesThatOpenANewFileAtOnceDoNotDisturbEachOther) {
  constexpr int kProcesses = 6;
  const auto scratch = os::TemporaryDirectory::create().value();
  for (int attempt = 0; attempt < 25; ++attempt) {
    const std::string path = scratch.path() + "/" + std::to_string(attempt) + ".sqlite";
    std::vector<pid_t> children;
    int gate[2];
    ASSERT_EQ(::pipe2(gate, O_CLOEXEC), 0);
    for (int i = 0; i < kProcesses; ++i) {
      const pid_t child = ::fork();
      if (child == 0) {
        ::close(gate[1]);
        char opens = 0;
        ::_exit(::read(gate[0], &opens, 1) == 0 ? use_often(path, i) : 3);
      }
      children.push_back(child);
    }
    for (const int end : gate) ::close(end);
    for (const pid_t child : children) {
      int status = -1;
      ASSERT_EQ(::waitpid(child, &status, 0), child);
      EXPECT_EQ(status, 0);
    }
    auto database = Database::open(path, kSchema).value();
    auto count = database.prepare("SELECT count(*) FROM things").value();
    ASSERT_TRUE(count.step().value());
    EXPECT_EQ(count.integer(0), kProcesses * kRounds);
  }
}

}  // namespace
}  // namespace maelstrom::store
