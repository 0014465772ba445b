#include "session/cmake_script.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace maelstrom::session {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_word(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool has_reference(std::string_view text) {
  return text.find("${") != std::string_view::npos || text.find("$ENV{") != std::string_view::npos ||
         text.find("$CACHE{") != std::string_view::npos;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<std::vector<ScriptCommand>> parse() {
    std::vector<ScriptCommand> commands;
    while (true) {
      TRY(skip_between());
      if (at_end()) return commands;
      TRY_ASSIGN(command, read_command());
      commands.push_back(std::move(command));
    }
  }

 private:
  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return text_[at_]; }

  tl::unexpected<Error> wrong(std::string_view what) const {
    const auto line = 1 + std::ranges::count(text_.substr(0, at_), '\n');
    return invalid("line " + std::to_string(line) + ": " + std::string(what));
  }

  // White space and comments.
  Status skip_between() {
    while (!at_end()) {
      if (is_blank(peek())) {
        ++at_;
      } else if (peek() == '#') {
        ++at_;
        if (const auto level = bracket_level()) {
          TRY(read_bracket(*level));
        } else {
          at_ = std::min(text_.find('\n', at_), text_.size());
        }
      } else {
        return {};
      }
    }
    return {};
  }

  // How many "=" a bracket that begins here has.
  std::optional<std::size_t> bracket_level() const {
    if (at_end() || peek() != '[') return std::nullopt;
    const std::size_t end = text_.find_first_not_of('=', at_ + 1);
    if (end == std::string_view::npos || text_[end] != '[') return std::nullopt;
    return end - at_ - 1;
  }

  Result<std::string> read_bracket(std::size_t level) {
    std::size_t begin = at_ + level + 2;
    if (text_.substr(begin, 2) == "\r\n") {
      begin += 2;
    } else if (text_.substr(begin, 1) == "\n") {
      ++begin;
    }
    const std::string close = "]" + std::string(level, '=') + "]";
    const std::size_t end = text_.find(close, begin);
    if (end == std::string_view::npos) return wrong("a bracket that is not closed");
    at_ = end + close.size();
    return std::string(text_.substr(begin, end - begin));
  }

  Result<ScriptCommand> read_command() {
    if (!is_letter(peek())) return wrong("no name of a command");
    ScriptCommand command;
    while (!at_end() && is_word(peek())) command.name += lower(text_[at_++]);
    while (!at_end() && (peek() == ' ' || peek() == '\t')) ++at_;
    if (at_end() || peek() != '(') return wrong("a command without parentheses");
    ++at_;
    for (std::size_t depth = 1;;) {
      TRY(skip_between());
      if (at_end()) return wrong("a parenthesis that is not closed");
      if (peek() == ')' && --depth == 0) break;
      if (peek() == '(') ++depth;
      TRY_ASSIGN(argument, read_argument());
      command.arguments.push_back(std::move(argument));
    }
    ++at_;
    return command;
  }

  Result<ScriptArgument> read_argument() {
    if (peek() == '(' || peek() == ')') return ScriptArgument{.text = std::string(1, text_[at_++])};
    if (const auto level = bracket_level()) {
      TRY_ASSIGN(text, read_bracket(*level));
      return ScriptArgument{.text = std::move(text), .quoted = true};
    }
    return peek() == '"' ? read_quoted() : read_unquoted();
  }

  Result<ScriptArgument> read_quoted() {
    const std::size_t begin = ++at_;
    ScriptArgument argument{.quoted = true};
    while (true) {
      if (at_end()) return wrong("a quotation that is not closed");
      if (peek() == '"') break;
      TRY(read_character(argument.text));
    }
    argument.literal = !has_reference(text_.substr(begin, at_ - begin));
    ++at_;
    return argument;
  }

  Result<ScriptArgument> read_unquoted() {
    const std::size_t begin = at_;
    ScriptArgument argument;
    while (!at_end() && !is_blank(peek()) && std::string_view("()#\"").find(peek()) == std::string_view::npos) {
      TRY(read_character(argument.text));
    }
    // Old scripts may have a quotation in the middle of an argument.
    const bool goes_on = !at_end() && peek() == '"';
    if (at_ == begin || goes_on) return wrong("an argument of an old kind");
    const std::string_view raw = text_.substr(begin, at_ - begin);
    argument.literal = !has_reference(raw) && raw.find(';') == std::string_view::npos;
    return argument;
  }

  Status read_character(std::string& text) {
    if (peek() != '\\') {
      text += text_[at_++];
      return {};
    }
    if (++at_ == text_.size()) return wrong("a \\ at the end");
    const char escaped = text_[at_++];
    constexpr std::pair<char, char> kEncoded[] = {{'t', '\t'}, {'r', '\r'}, {'n', '\n'}};
    for (const auto& [name, meant] : kEncoded) {
      if (escaped == name) {
        text += meant;
        return {};
      }
    }
    if (escaped == '\n') return {};  // the line goes on
    if (is_word(escaped)) return wrong("an unknown escape sequence");
    if (escaped == ';') text += '\\';  // so that it parts no list
    text += escaped;
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::vector<ScriptCommand>> parse_cmake_script(std::string_view text) { return Parser(text).parse(); }

}  // namespace maelstrom::session
