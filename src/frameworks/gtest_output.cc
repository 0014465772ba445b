#include "frameworks/gtest_output.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "frameworks/gtest_lines.h"

namespace maelstrom::frameworks {
namespace {

constexpr std::size_t kLongestMessage = 8 << 10;

// Reads line by line; a part is open until the line that ends it.
class Reader {
 public:
  Reader(std::string_view case_name, std::string_view text) : case_name_(case_name), text_(text) {}

  GtestTranscript read() {
    std::size_t begin = 0;
    while (begin < text_.size()) {
      const auto end = std::min(text_.find('\n', begin), text_.size());
      take(begin, text_.substr(begin, end - begin));
      begin = end + 1;
    }
    close(text_.size());
    return std::move(transcript_);
  }

 private:
  void take(std::size_t begin, std::string_view line) {
    if (auto head = read_part_head(line)) {
      close(begin);
      open_ = std::move(head);
      open_begin_ = begin;
      body_begin_ = std::min(begin + line.size() + 1, text_.size());
      return;
    }
    const GtestMark mark = result_of(case_name_, line).mark;
    if (mark == GtestMark::kNone && !is_banner(line)) return;
    close(begin);
    transcript_.speaks = true;
    if (mark != GtestMark::kNone) {
      transcript_.mark = mark;
      transcript_.sums_up_failure = false;
    }
    if (begins_case(case_name_, line)) transcript_.began = true;
    if (const auto count = chosen_count(line)) transcript_.chosen = count;
    if (const auto count = passed_count(line)) transcript_.passed = count;
    if (sums_up_failure(line)) transcript_.sums_up_failure = true;
  }

  void close(std::size_t end) {
    if (!open_) return;
    const std::string_view body = text_.substr(body_begin_, end > body_begin_ ? end - body_begin_ : 0);
    GtestPart part{.file = std::move(open_->file), .line = open_->line, .begin = open_begin_, .end = end};
    part.message = message_of(std::move(open_->message), body);
    if (open_->skip) {
      if (!transcript_.skip || (transcript_.skip->message.empty() && !part.message.empty())) transcript_.skip = part;
    } else if (!transcript_.failure) {
      transcript_.failure = std::move(part);
    }
    open_.reset();
  }

  static std::string message_of(std::string message, std::string_view body) {
    if (!message.empty()) message += '\n';
    message += body.substr(0, kLongestMessage);
    if (body.size() > kLongestMessage) message += " ...";
    // FAIL() and ADD_FAILURE() say "Failed" before their reason.
    constexpr std::string_view kFailed = "Failed\n";
    if (message.starts_with(kFailed) && !trim(message).ends_with("Failed")) message.erase(0, kFailed.size());
    message.resize(std::min(message.size(), message.find_last_not_of(" \t\r\n") + 1));
    return message;
  }

  std::string_view case_name_;
  std::string_view text_;
  GtestTranscript transcript_;
  std::optional<GtestPartHead> open_;
  std::size_t open_begin_ = 0;
  std::size_t body_begin_ = 0;
};

}  // namespace

GtestTranscript read_gtest_output(std::string_view case_name, std::string_view text) {
  return Reader(case_name, text).read();
}

std::string without_colours(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const auto escape = text.find("\x1b[");
    plain.append(text.substr(0, escape));
    if (escape == std::string_view::npos) break;
    text.remove_prefix(escape);
    const auto end = text.find_first_not_of("0123456789;", 2);
    if (end != std::string_view::npos && text[end] == 'm') {
      text.remove_prefix(end + 1);
    } else {
      plain.append(text.substr(0, 2));
      text.remove_prefix(2);
    }
  }
  return plain;
}

std::string gtest_own_output(std::string_view case_name, std::string_view text) {
  const GtestTranscript transcript = read_gtest_output(case_name, text);
  std::string own;
  std::size_t begin = 0;
  bool after_total = false;  // GoogleTest puts a blank line behind "(N ms total)"
  while (begin < text.size()) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const bool of_failure = transcript.failure && begin >= transcript.failure->begin && begin < transcript.failure->end;
    const LineResult result = result_of(case_name, line);
    if (result.mark != GtestMark::kNone) {
      own += result.before;
      if (!result.before.empty()) own += '\n';
    } else if (!of_failure && !is_banner(line) && !is_footer(line) && !(after_total && line.empty())) {
      own += line;
      own += '\n';
    }
    after_total = is_banner(line) && line.ends_with("ms total)");
    begin = end + 1;
  }
  own.resize(own.find_last_not_of(" \t\r\n") + 1);
  return own;
}

}  // namespace maelstrom::frameworks
