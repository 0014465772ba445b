// What `maelstrom test --watch` says between its rounds, on standard error.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::cli {

// On a terminal its line stands at the bottom until the next thing is said; elsewhere each is a line of its own.
class WatchPrompt {
 public:
  enum class Keys : std::uint8_t { kThere, kNone };
  enum class Place : std::uint8_t { kTerminal, kElsewhere };
  struct Output {
    Place place = Place::kElsewhere;
    std::function<void(std::string_view)> write;
    std::function<int()> columns;
  };

  // `project` is what is watched. Writes to standard error.
  WatchPrompt(std::string project, Keys keys);
  WatchPrompt(std::string project, Keys keys, Output output);

  void begin();                          // what a person without keys should know
  void wait(const std::string& filter);  // that it waits; `filter`: of the cases, empty if there is none
  void type(const std::string& text);    // the filter so far
  void say(std::string_view line);
  void clear();  // nothing at the bottom

  // Paths below the project as it names them: the first few, and how many more there are.
  std::string some_of(const std::vector<std::string>& paths) const;

 private:
  using Fit = std::string (*)(std::string_view line, std::size_t columns);
  void stand(const std::string& line, Fit fit);

  std::string project_;
  Keys keys_;
  Output output_;
  bool stands_ = false;
  std::string waits_;  // as it was said last elsewhere than on a terminal
};

}  // namespace maelstrom::cli
