#include "cli/directories.h"

#include <cstdlib>

namespace maelstrom::cli {
namespace {

Result<std::string> below(const Lookup& environment, const std::string& variable, const std::string& in_home,
                          const std::string& option) {
  // A relative path is to be ignored.
  if (const auto value = environment(variable); value && value->starts_with('/')) return *value + "/maelstrom";
  if (const auto home = environment("HOME"); home && home->starts_with('/')) return *home + in_home + "/maelstrom";
  return invalid("neither " + variable + " nor HOME says where to keep files; give " + option + " DIR");
}

}  // namespace

Result<std::string> default_cache_root(const Lookup& environment) {
  return below(environment, "XDG_CACHE_HOME", "/.cache", "--cache-root");
}

Result<std::string> default_state_root(const Lookup& environment) {
  return below(environment, "XDG_STATE_HOME", "/.local/state", "--state-root");
}

std::optional<std::string> client_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace maelstrom::cli
