#include "session/test_order.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace maelstrom::session {

TestOrder::TestOrder(const std::vector<TestBinary>& binaries) : binaries_(binaries), nodes_(binaries.size()) {
  std::multimap<std::string_view, std::size_t> known;
  for (std::size_t i = 0; i < binaries.size(); ++i) {
    for (const std::string& name : binaries[i].known_as) known.emplace(name, i);
  }
  for (std::size_t i = 0; i < binaries.size(); ++i) {
    for (const std::string& name : binaries[i].depends) {
      const auto [begin, end] = known.equal_range(name);
      for (auto it = begin; it != end; ++it) let_wait(i, it->second);
    }
  }
  std::multimap<std::string_view, std::size_t> makers;
  std::multimap<std::string_view, std::size_t> users;
  for (std::size_t i = 0; i < binaries.size(); ++i) {
    for (const std::string& name : binaries[i].fixtures.setup) makers.emplace(name, i);
    for (const std::string& name : binaries[i].fixtures.required) users.emplace(name, i);
  }
  const auto wait_for_all = [this](std::size_t later, const auto& firsts, const std::string& fixture) {
    const auto [begin, end] = firsts.equal_range(fixture);
    for (auto it = begin; it != end; ++it) let_wait(later, it->second);
  };
  for (std::size_t i = 0; i < binaries.size(); ++i) {
    for (const std::string& name : binaries[i].fixtures.required) wait_for_all(i, makers, name);
    for (const std::string& name : binaries[i].fixtures.cleanup) {
      wait_for_all(i, makers, name);
      wait_for_all(i, users, name);
    }
  }
}

void TestOrder::let_wait(std::size_t later, std::size_t first) {
  if (later == first) return;
  nodes_[later].waits_for.push_back(first);
  nodes_[first].is_waited_for_by.push_back(later);
}

bool TestOrder::is_blocked(const Node& node) const {
  return std::ranges::any_of(node.waits_for, [&](std::size_t other) { return nodes_[other].open > 0; });
}

void TestOrder::begin(const TestBinary& binary) { ++nodes_[index(binary)].open; }

void TestOrder::end(const TestBinary& binary) {
  Node& ended = nodes_[index(binary)];
  if (--ended.open > 0) return;
  for (const std::size_t i : ended.is_waited_for_by) {
    if (nodes_[i].held.empty() || is_blocked(nodes_[i])) continue;
    for (const Then& then : std::exchange(nodes_[i].held, {})) then();
  }
}

void TestOrder::after(const TestBinary& binary, Then then) {
  Node& node = nodes_[index(binary)];
  if (!is_blocked(node)) return then();
  node.held.push_back(std::move(then));
}

}  // namespace maelstrom::session
