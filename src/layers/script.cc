#include "layers/script.h"

#include "os/file.h"

namespace maelstrom::layers {
namespace {

constexpr std::size_t kHead = 256;  // the kernel looks at no more: BINPRM_BUF_SIZE
constexpr std::string_view kBlanks = " \t";

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace

std::optional<Script> parse_script(std::string_view head) {
  if (!head.starts_with("#!")) return std::nullopt;
  std::string_view line = head.substr(2);
  line = without_blanks(line.substr(0, line.find('\n')));
  if (line.empty()) return std::nullopt;
  const std::size_t end = line.find_first_of(kBlanks);
  Script script{.interpreter = std::string(line.substr(0, end)), .argument = {}};
  if (end != std::string_view::npos) script.argument = without_blanks(line.substr(end));
  return script;
}

Result<std::optional<Script>> read_script(const std::string& path) {
  TRY_ASSIGN(head, os::read_head(path, kHead));
  return parse_script(head);
}

}  // namespace maelstrom::layers
