// What a terminal shows beside text: the colours of outcomes, and links. Or nothing of it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace maelstrom::report {

// Wraps words in ECMA-48 SGR sequences (or in nothing).
struct Palette {
  bool colours = false;
  // How wide the window is; as long as there is no function: as wide as it takes.
  std::function<int()> columns;
  // The URI behind a line of source, as a verdict names it; empty, and as long as there is no function: none.
  std::function<std::string(std::string_view file, int line)> link_to;

  std::string good(std::string_view text) const { return wrap("32", text); }
  std::string bad(std::string_view text) const { return wrap("31", text); }
  std::string doubtful(std::string_view text) const { return wrap("33", text); }

 private:
  std::string wrap(std::string_view code, std::string_view text) const {
    if (!colours) return std::string(text);
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
  }
};

// For --color auto|always|never; `auto` means a terminal, and no NO_COLOR in the environment.
bool wants_colour(std::string_view choice, int fd);

}  // namespace maelstrom::report
