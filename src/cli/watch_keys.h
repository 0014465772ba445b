// What a person types while `maelstrom test --watch` waits: keys, and the text of a filter.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::cli {

class WatchKeys {
 public:
  enum class Act : std::uint8_t {
    kAgain,     // Enter
    kAll,       // a
    kFailed,    // f
    kQuit,      // q, or Ctrl-D
    kTyping,    // / or a key of the filter: what to show has changed
    kFilter,    // Enter: text() is the filter
    kNoFilter,  // Esc: as it was before
  };

  // Takes in what was typed, in whatever pieces it came, up to the first key that means something; `bytes` loses what
  // was taken. None if nothing of it means anything.
  std::optional<Act> take(std::string_view& bytes);

  // Whether a filter is being typed.
  bool typing() const { return typing_; }
  const std::string& text() const { return text_; }
  // A filter that cannot be used is to be typed on.
  void type_on() { typing_ = true; }

 private:
  std::optional<Act> command(char key);
  std::optional<Act> edit(std::string_view& bytes);

  bool typing_ = false;
  std::string text_;
};

}  // namespace maelstrom::cli
