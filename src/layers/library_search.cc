#include "layers/library_search.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/strings.h"
#include "layers/inside_path.h"

namespace maelstrom::layers {
namespace {

struct Tokens {
  std::string_view origin;
  std::string library;
  std::optional<std::string_view> platform;
};

// The token's name at the beginning of `text` (behind the "$"), with its braces.
std::optional<std::string_view> token_at(std::string_view text) {
  for (const std::string_view name : {"ORIGIN", "LIB", "PLATFORM", "{ORIGIN}", "{LIB}", "{PLATFORM}"}) {
    if (text.starts_with(name)) return text.substr(0, name.size());
  }
  return std::nullopt;
}

// None if a token has no value.
std::optional<std::string> expand(std::string_view text, const Tokens& tokens) {
  std::string expanded;
  while (!text.empty()) {
    const auto token = text.front() == '$' ? token_at(text.substr(1)) : std::nullopt;
    if (!token) {
      expanded += text.front();
      text.remove_prefix(1);
      continue;
    }
    text.remove_prefix(1 + token->size());
    if (token->find("ORIGIN") != std::string_view::npos) {
      expanded += tokens.origin;
    } else if (token->find("LIB") != std::string_view::npos) {
      expanded += tokens.library;
    } else if (tokens.platform) {
      expanded += *tokens.platform;
    } else {
      return std::nullopt;
    }
  }
  return expanded;
}

class Search {
 public:
  Search(std::string_view name, const Loader& loader) : name_(name), loader_(loader) {}

  std::vector<Candidate> by_path(const LoadedObject& object) {
    add_expanded(object, name_, "", SearchedBy::kPath);
    return std::move(found_);
  }

  std::vector<Candidate> by_name(const LoadedObject& object) {
    if (!object.facts.runpath) add_rpaths(object);
    if (object.facts.runpath) add_list(object, *object.facts.runpath, SearchedBy::kRunpath);
    add_cache(object.facts.no_default_libraries);
    if (!object.facts.no_default_libraries) add_system();
    return std::move(found_);
  }

 private:
  // DT_RPATH of the object, of what needs it, and so on up to the program.
  void add_rpaths(const LoadedObject& object) {
    for (const LoadedObject* user = &object; user != nullptr; user = user->needed_by) {
      if (user->facts.rpath && !user->facts.runpath) add_list(*user, *user->facts.rpath, SearchedBy::kRpath);
    }
  }

  void add_list(const LoadedObject& owner, std::string_view list, SearchedBy by) {
    for (const std::string_view directory : split(list, ':')) add_expanded(owner, directory, "/" + name_, by);
  }

  // Relative directories, the empty one too, are relative to whatever the working directory will be:
  // no library can be put there.
  void add_expanded(const LoadedObject& owner, std::string_view text, const std::string& rest, SearchedBy by) {
    const auto on_host = expand(text, tokens(owner, owner.host_path));
    const auto inside = expand(text, tokens(owner, owner.inside_path));
    if (!on_host || !inside || !on_host->starts_with('/')) return;
    found_.push_back({*on_host + rest, resolve_text("/", *inside + rest), by});
  }

  Tokens tokens(const LoadedObject& owner, std::string_view path) const {
    return {parent_of(path), loader_.library_token(), platform_token(owner.facts.machine)};
  }

  void add_cache(bool without_system) {
    for (std::string& path : loader_.cache.find(name_)) {
      if (without_system && loader_.is_system_directory(parent_of(path))) continue;
      found_.push_back({path, resolve_text("/", path), SearchedBy::kCache});
    }
  }

  void add_system() {
    for (const auto& directory : loader_.system_directories) {
      found_.push_back({directory + "/" + name_, directory + "/" + name_, SearchedBy::kSystem});
    }
  }

  const std::string name_;
  const Loader& loader_;
  std::vector<Candidate> found_;
};

}  // namespace

std::vector<Candidate> candidates(const LoadedObject& object, std::string_view name, const Loader& loader) {
  Search search(name, loader);
  const bool is_path = name.find('/') != std::string_view::npos;
  return is_path ? search.by_path(object) : search.by_name(object);
}

}  // namespace maelstrom::layers
