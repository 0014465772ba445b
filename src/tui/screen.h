// A terminal in memory, for tests: what a person sees after the bytes that were written.
#pragma once

#include <gmock/gmock.h>

#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "base/strings.h"

namespace maelstrom::tui {

// Endless upwards and downwards. A sequence that it does not know fails the test.
class Screen {
 public:
  explicit Screen(std::size_t columns) : columns_(columns) {}

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      std::size_t taken = 1;
      if (bytes.starts_with("\x1b[")) {
        taken = bytes.find_first_not_of("0123456789;?", 2) + 1;
        ASSERT_NE(taken, 0u);
        control(bytes.substr(2, taken - 3), bytes[taken - 1]);
      } else if (bytes[0] == '\r') {
        column_ = 0;
      } else if (bytes[0] == '\n') {
        down();
      } else {
        taken = utf8_sequence(bytes);
        ASSERT_GT(taken, 0u) << "half a character";
        ASSERT_GE(static_cast<unsigned char>(bytes[0]), 0x20) << "a control character";
        put(bytes.substr(0, taken));
      }
      bytes.remove_prefix(taken);
    }
  }

  // Without blanks at the ends of lines.
  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    for (const auto& row : rows_) {
      std::string line;
      for (const std::string& cell : row) line += cell;
      line.erase(line.find_last_not_of(' ') + 1);
      all.push_back(std::move(line));
    }
    return all;
  }
  bool cursor_visible() const { return cursor_visible_; }
  bool wraps() const { return wraps_; }

 private:
  void control(std::string_view parameters, char final) {
    if (parameters == "?25") {
      cursor_visible_ = final == 'h';
    } else if (parameters == "?7") {
      wraps_ = final == 'h';
    } else if (final == 'A') {
      std::size_t by = 0;
      std::from_chars(parameters.data(), parameters.data() + parameters.size(), by);
      ASSERT_LE(by, row_) << "above the first line";
      row_ -= by;
    } else if (final == 'J' && parameters.empty()) {
      rows_.resize(row_ + 1);
      if (rows_[row_].size() > column_) rows_[row_].resize(column_);
    } else {
      ASSERT_EQ(final, 'm') << "an unknown sequence";
    }
  }

  void down() {
    if (++row_ == rows_.size()) rows_.emplace_back();
    column_ = 0;
  }

  void put(std::string_view character) {
    if (column_ == columns_) {
      if (wraps_) {
        down();
      } else {
        --column_;
      }
    }
    auto& row = rows_[row_];
    if (row.size() <= column_) row.resize(column_ + 1, " ");
    row[column_++] = character;
  }

  std::size_t columns_;
  std::vector<std::vector<std::string>> rows_{1};
  std::size_t row_ = 0;
  std::size_t column_ = 0;
  bool cursor_visible_ = true;
  bool wraps_ = true;
};

}  // namespace maelstrom::tui
