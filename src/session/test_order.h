// Which tests wait until others have ended: CTest's DEPENDS, and who uses what the tests of a fixture make.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "session/test_binary.h"

namespace maelstrom::session {

class TestOrder {
 public:
  using Then = std::function<void()>;

  // `binaries` outlive this object, where they are.
  explicit TestOrder(const std::vector<TestBinary>& binaries);

  // Something of `binary` is to come: its list, or a case.
  void begin(const TestBinary& binary);
  // It has come, and those that waited for it go on, if it was the last.
  void end(const TestBinary& binary);

  // Calls `then` once all that `binary` waits for has ended: at once, if it has, or is no part of the run. Never
  // for tests that wait for one another.
  void after(const TestBinary& binary, Then then);

 private:
  struct Node {
    std::size_t open = 0;
    std::vector<std::size_t> waits_for;
    std::vector<std::size_t> is_waited_for_by;
    std::vector<Then> held;
  };

  std::size_t index(const TestBinary& binary) const { return static_cast<std::size_t>(&binary - binaries_.data()); }
  void let_wait(std::size_t later, std::size_t first);
  bool is_blocked(const Node& node) const;

  const std::vector<TestBinary>& binaries_;
  std::vector<Node> nodes_;
};

}  // namespace maelstrom::session
