#include "report/hyperlink.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace maelstrom::report {
namespace {

constexpr std::uint64_t kFirstVte = 5000;  // 0.50; earlier ones crash or show the link
constexpr std::string_view kPrograms[] = {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio"};
constexpr std::string_view kTerms[] = {"xterm-kitty", "alacritty", "foot",          "foot-extra",
                                       "contour",     "wezterm",   "xterm-ghostty", "rio"};

template <std::size_t N>
bool is_one_of(const std::optional<std::string>& text, const std::string_view (&known)[N]) {
  return text && std::ranges::find(known, *text) != std::end(known);
}

// RFC 3986, section 3.3: what a path may have as it is.
bool stands_for_itself(unsigned char c) {
  return c < 0x80 && (std::isalnum(c) != 0 ||
                      std::string_view("-._~/!$&'()*+,;=:@").find(static_cast<char>(c)) != std::string_view::npos);
}

}  // namespace

bool knows_hyperlinks(const EnvironmentLookup& environment) {
  if (const auto forced = environment("FORCE_HYPERLINK"); forced && !forced->empty()) return *forced != "0";
  const auto term = environment("TERM");
  // What runs in one of these may be shown by a terminal that knows nothing.
  if (!term || *term == "dumb" || term->starts_with("screen") || term->starts_with("tmux")) return false;
  if (is_one_of(environment("TERM_PROGRAM"), kPrograms) || is_one_of(term, kTerms)) return true;
  if (environment("WT_SESSION") || environment("KONSOLE_VERSION") || environment("DOMTERM")) return true;
  const auto vte = environment("VTE_VERSION");
  return vte && parse_unsigned(*vte).value_or(0) >= kFirstVte;
}

std::string hyperlink(std::string_view target, std::string_view text) {
  if (target.empty()) return std::string(text);
  return fmt::format("\x1b]8;;{}\x1b\\{}\x1b]8;;\x1b\\", target, text);
}

std::string file_uri(std::string_view host, std::string_view path, int line) {
  std::string uri = "file://" + std::string(host);
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    uri += stands_for_itself(byte) ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  if (line > 0) uri += "#" + std::to_string(line);
  return uri;
}

}  // namespace maelstrom::report
