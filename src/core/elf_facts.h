// What is read from an ELF file without running it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace maelstrom {

// Sources: System V ABI (gABI) chapters 4 and 5; ld.so(8).
struct ElfFacts {
  std::uint16_t machine = 0;               // e_machine
  std::uint8_t elf_class = 0;              // ELFCLASS32 or ELFCLASS64
  std::uint16_t type = 0;                  // e_type: ET_EXEC, ET_DYN …
  std::optional<std::string> interpreter;  // PT_INTERP; none: static, or a library
  std::vector<std::string> needed;         // DT_NEEDED, in order
  std::optional<std::string> rpath;        // DT_RPATH, unexpanded
  std::optional<std::string> runpath;      // DT_RUNPATH, unexpanded
  std::optional<std::string> soname;
  bool no_default_libraries = false;  // DF_1_NODEFLIB
  // Those of the asked-for byte strings that stand in its string tables or read-only data.
  std::vector<std::string> markers;
};

}  // namespace maelstrom
