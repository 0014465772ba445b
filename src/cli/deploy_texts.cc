#include "cli/deploy_texts.h"

#include <algorithm>

namespace maelstrom::cli {

std::string filled(std::string_view text, const Fillings& fillings) {
  std::string out;
  while (true) {
    const auto begin = text.find("{{");
    out += text.substr(0, begin);
    if (begin == std::string_view::npos) return out;
    text.remove_prefix(begin + 2);
    const auto end = text.find("}}");
    const auto found = end == std::string_view::npos ? fillings.end() : fillings.find(text.substr(0, end));
    if (found == fillings.end()) {
      out += "{{";
    } else {
      out += found->second;
      text.remove_prefix(end + 2);
    }
  }
}

std::string indented(std::string_view text, std::size_t blanks) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
    if (text.front() != '\n') out.append(blanks, ' ');
    out += text.substr(0, end);
    text.remove_prefix(end);
  }
  return out;
}

}  // namespace maelstrom::cli
