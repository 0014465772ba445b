#include "cli/help_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/strings.h"

namespace maelstrom::cli {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kColumn = 30;  // where descriptions begin

// `text` in lines of at most `width` bytes; a longer word has a line of its own.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  for (const std::string_view paragraph : split(text, '\n')) {
    std::string line;
    for (const std::string_view word : split(paragraph, ' ')) {
      if (!line.empty() && line.size() + 1 + word.size() > width) lines.push_back(std::exchange(line, {}));
      line += (line.empty() ? "" : " ") + std::string(word);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string paragraphs(std::string_view text) {
  const auto lines = wrapped(text, kWidth);
  return join(lines, "\n") + "\n";
}

// A name at the left, what it is at the right; below the name where that is long.
std::string entry(const std::string& name, std::string_view description) {
  std::string text = "  " + name;
  bool begun = text.size() + 2 > kColumn;
  if (begun) text += '\n';
  for (const std::string& line : wrapped(description, kWidth - kColumn)) {
    text += std::string(begun ? kColumn : kColumn - text.size(), ' ') + line + "\n";
    begun = true;
  }
  return text;
}

// "-i, --include FILTER"; a long name alone stands below those that have a short one before it.
std::string shown(const OptionHelp& option) {
  const std::string text = option.names.front().starts_with("--") ? "    " : "";
  return text + join(option.names, ", ") + (option.value.empty() ? "" : " " + option.value);
}

std::vector<std::string> groups_of(const CommandHelp& command) {
  std::vector<std::string> groups;
  for (const OptionHelp& option : command.options) {
    if (std::ranges::find(groups, option.group) == groups.end()) groups.push_back(option.group);
  }
  return groups;
}

std::string usage(const CommandHelp& command) {
  std::string text = command.name;
  if (!command.options.empty()) text += " [OPTION...]";
  if (!command.commands.empty()) text += " COMMAND";
  if (!command.arguments.empty()) text += " " + command.arguments;
  return text;
}

}  // namespace

std::string help_text(const CommandHelp& command) {
  std::string text = fmt::format("{}\nUsage: {}\n", paragraphs(command.description), usage(command));
  if (!command.commands.empty()) text += "\nCommands:\n";
  for (const CommandHelp& below : command.commands) text += entry(below.word(), below.description);
  for (const std::string& group : groups_of(command)) {
    text += "\n" + group + ":\n";
    for (const OptionHelp& option : command.options) {
      if (option.group == group) text += entry(shown(option), option.description);
    }
  }
  if (!command.footer.empty()) text += "\n" + paragraphs(command.footer);
  return text;
}

}  // namespace maelstrom::cli
