#include "cli/watch_rules.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "session/paths.h"

namespace maelstrom::cli {
namespace {

constexpr std::string_view kDirectories[] = {".git", ".hg",    ".svn",        ".bzr",  ".jj", "_darcs",  ".pijul",
                                             "CVS",  ".cache", ".ccls-cache", ".idea", ".vs", ".vscode", "__pycache__"};
// Vim tries with it whether it may write.
constexpr std::string_view kProbe = "4913";

// Swap files, backups and locks of Vim, Emacs, Kate and others; what NFS keeps of a file that is still open.
bool is_of_an_editor(std::string_view name) {
  if (name == kProbe || name.ends_with('~') || name.starts_with(".#") || name.starts_with(".nfs")) return true;
  if (name.size() > 1 && name.starts_with('#') && name.ends_with('#')) return true;
  if (name.ends_with(".kate-swp") || name.starts_with(".goutputstream-") || name.ends_with("___jb_tmp___")) return true;
  const auto dot = name.rfind('.');
  return name.starts_with('.') && dot > 0 && name.substr(dot).starts_with(".sw");
}

// Where os::replace_file() writes before it renames.
bool is_beside(std::string_view path, std::string_view file) {
  constexpr std::size_t kSuffix = 7;  // ".XXXXXX"
  return path.size() == file.size() + kSuffix && path.starts_with(file) && path[file.size()] == '.';
}

bool is_hidden_part(std::string_view name) {
  return std::ranges::find(kDirectories, name) != std::end(kDirectories) || is_of_an_editor(name);
}

}  // namespace

void WatchRules::ignore(std::string path) {
  if (path != project && std::ranges::find(ignored, path) == ignored.end()) ignored.push_back(std::move(path));
}

bool WatchRules::ignores(std::string_view path) const {
  const auto holds = [&](const std::string& one) { return session::is_within(path, one) || is_beside(path, one); };
  if (std::ranges::any_of(ignored, holds)) return true;
  if (!session::is_within(path, project)) return false;
  path.remove_prefix(project.size());
  return std::ranges::any_of(split(path, '/'), is_hidden_part);
}

}  // namespace maelstrom::cli
