// What is wrong with a file, and where: all of it, not only the first.
#pragma once

#include <string>
#include <vector>

namespace maelstrom::config {

// Lines and columns count from 1, columns in characters; 0 if there is none.
struct Position {
  int line = 0;
  int column = 0;
  auto operator<=>(const Position&) const = default;
};

// "maelstrom.toml:12:9: error: unknown field "netwrok" in a directive; did you mean "network"?"
struct Diagnostic {
  std::string file;
  int line = 0;
  int column = 0;
  std::string message;
  // As an error; a line and a column of 0 are left out.
  std::string to_string() const;
  std::string to_warning() const;
};

// Collects what the readers of one file find.
class Diagnostics {
 public:
  explicit Diagnostics(std::string file) : file_(std::move(file)) {}

  void error(Position at, std::string message);
  void warning(Position at, std::string message);

  const std::string& file() const { return file_; }
  // In the order of the file.
  std::vector<Diagnostic> take_errors();
  std::vector<Diagnostic> take_warnings();

 private:
  std::string file_;
  std::vector<Diagnostic> errors_;
  std::vector<Diagnostic> warnings_;
};

}  // namespace maelstrom::config
