#include "tui/running_line.h"

#include <gmock/gmock.h>

#include <vector>

#include "base/strings.h"
#include "tui/columns.h"

namespace maelstrom::tui {
namespace {

using std::chrono::milliseconds;

std::vector<RunningCase> eight() {
  std::vector<RunningCase> running = {{"net_test::Tls.Handshake", milliseconds(4200)},
                                      {"net_test::Tls.Resume", milliseconds(3900)}};
  for (int i = 0; i < 6; ++i) running.push_back({"net_test::Tcp.Port/" + std::to_string(i), milliseconds(310)});
  return running;
}

TEST(RunningLine, NamesAsManyAsFitAndCountsTheOthers) {
  EXPECT_EQ(running_line(eight(), 80), "  running  net_test::Tls.Handshake 4.2 s   net_test::Tls.Resume 3.9 s   +6");
  EXPECT_EQ(running_line(eight(), 200),
            "  running  net_test::Tls.Handshake 4.2 s   net_test::Tls.Resume 3.9 s   net_test::Tcp.Port/0 0.31 s   "
            "net_test::Tcp.Port/1 0.31 s   net_test::Tcp.Port/2 0.31 s   net_test::Tcp.Port/3 0.31 s   +2");
  EXPECT_EQ(running_line(std::vector(2, eight().back()), 80),
            "  running  net_test::Tcp.Port/5 0.31 s   net_test::Tcp.Port/5 0.31 s");
}

TEST(RunningLine, ANarrowWindowKeepsTheEndOfTheFirstName) {
  EXPECT_EQ(running_line(eight(), 44), "  running  …t_test::Tls.Handshake 4.2 s   +7");
  EXPECT_EQ(running_line(eight(), 30), "  …t::Tls.Handshake 4.2 s   +7");
  EXPECT_EQ(running_line(eight(), 20), "  …s.Handshake 4.2 s");
}

TEST(RunningLine, IsNeverTooWideAndNeverHalfACharacter) {
  std::vector<RunningCase> running;
  for (int i = 0; i < 1200; ++i) {
    running.push_back(
        {std::string(static_cast<std::size_t>(i % 40), 'n') + "größe::日本😀", milliseconds(1) * i * i * i});
    std::vector<RunningCase> longest_first(running.rbegin(), running.rend());
    for (const std::size_t columns : {20u, 21u, 39u, 40u, 80u, 200u}) {
      const std::string line = running_line(longest_first, columns);
      ASSERT_LE(width(line), columns) << line;
      ASSERT_TRUE(is_utf8(line)) << line;
    }
  }
}

}  // namespace
}  // namespace maelstrom::tui
