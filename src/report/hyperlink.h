// Text that a terminal opens something for, where the terminal knows how: OSC 8.
// Source: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda, "Hyperlinks in terminal emulators".
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace maelstrom::report {

using EnvironmentLookup = std::function<std::optional<std::string>(const std::string& name)>;

// Whether the terminal that this environment speaks of is known to know hyperlinks. FORCE_HYPERLINK says so for others
// (1) or denies it (0).
bool knows_hyperlinks(const EnvironmentLookup& environment);

// `text` as it stands, as a link to `target`; for an empty target the text alone.
std::string hyperlink(std::string_view target, std::string_view text);

// The URI of a file of the machine `host`, absolute: "file://host/a%20b.cc#12"; line 0: of the file as a whole.
std::string file_uri(std::string_view host, std::string_view path, int line);

}  // namespace maelstrom::report
