// What a dynamic loader knows by itself: its cache and its own directories.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "layers/ld_cache.h"

namespace maelstrom::layers {

struct Loader {
  LdCache cache;
  // In the order in which it searches them, without a slash at the end.
  std::vector<std::string> system_directories;

  // What $LIB and $PLATFORM stand for. Source: ld.so(8), "Dynamic string tokens".
  std::string library_token() const;

  bool is_system_directory(std::string_view directory) const;
};

// `machine` is e_machine. None where it depends on the processor that it runs on.
std::optional<std::string_view> platform_token(std::uint16_t machine);

// "x86-64", for messages.
std::string machine_name(std::uint16_t machine, std::uint8_t elf_class);

// Where the ABI puts the loader: for libraries, which name none. Empty if unknown.
std::string_view conventional_interpreter(std::uint16_t machine, std::uint8_t elf_class);

// The directories that are compiled into the loader whose file holds `image`; empty if none are found.
// Source: glibc, elf/dl-load.c, `system_dirs`: strings one behind the other, each ending in "/".
std::vector<std::string> compiled_in_directories(std::string_view image);

}  // namespace maelstrom::layers
