#include "core/relocation.h"

namespace maelstrom {
namespace {

constexpr std::string_view kBetweenWords = " \t\n\"'=:,;@";

bool ends_a_component(std::string_view rest) {
  return rest.empty() || rest.front() == '/' || kBetweenWords.find(rest.front()) != std::string_view::npos;
}

// Of the word that goes on at `at`, what stands before it holds no "/".
bool may_begin_path(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const std::size_t word = before.find_last_of(kBetweenWords);
  return before.find('/', word == std::string_view::npos ? 0 : word) == std::string_view::npos;
}

}  // namespace

std::string relocated(std::string_view path, const Relocation& relocation) {
  const std::string& from = relocation.from;
  const bool within = path.starts_with(from) && (path.size() == from.size() || path[from.size()] == '/');
  return within ? relocation.to + std::string(path.substr(from.size())) : std::string(path);
}

std::string relocated_in(std::string_view text, const Relocation& relocation) {
  std::string all;
  std::size_t done = 0;
  for (std::size_t at = text.find(relocation.from); at != std::string_view::npos;
       at = text.find(relocation.from, at + 1)) {
    const std::size_t end = at + relocation.from.size();
    if (at < done || !may_begin_path(text, at) || !ends_a_component(text.substr(end))) continue;
    all += text.substr(done, at - done);
    all += relocation.to;
    done = end;
  }
  return all + std::string(text.substr(done));
}

}  // namespace maelstrom
