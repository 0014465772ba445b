// The maelstrom.toml that `maelstrom init` writes.
#pragma once

#include <string>
#include <string_view>

namespace maelstrom::config {

// It says nothing that would not hold without it. Lines that begin with "# " explain, those that begin with "#"
// alone are an example each: without the "#" they are valid.
inline constexpr std::string_view kInitialConfig = R"toml(# What the tests of this project need, for `maelstrom test`.
#
# Every test runs by itself in a container. It has its own program with the shared libraries that this needs, an
# empty /tmp, a loopback network, and nothing of this machine: what a test reads beyond that, it gets from here.
# `maelstrom list containers` shows what each test gets, and which line said so.
#
# Lines that begin with a # and a space explain. The others are examples: take their # away.

# Every long option of `maelstrom test`, by its name.
[settings]
#slots = 8
#timeout = 60
#report = ["junit=build/junit.xml"]

# What several directives share.
#[containers.with-data]
#layers = [{ glob = "tests/data/**" }]
#environment = { DATA_DIRECTORY = "tests/data" }

# All directives that match a test apply to it, in their order. Without a filter: to every test.
#[[directives]]
#filter = "artifact.equals(parser_test) and not name.contains(Fuzz)"
#parent = "with-data"
#timeout = 20

# A test that starts programs: their shared libraries come along.
#[[directives]]
#filter = "name.starts_with(Shell.)"
#added_layers = [
#  { paths = ["/bin/sh"] },
#  { shared_library_dependencies = ["/bin/sh"] },
#]

# A test that cannot run here: it is listed, and told as ignored.
#[[directives]]
#filter = "name.ends_with(OnlyOnRealHardware)"
#ignore = true
)toml";

}  // namespace maelstrom::config
