// Reads ELF files without running them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/elf_facts.h"

namespace maelstrom::layers {

// Reads the dynamic section, the interpreter and which of `markers` stand, as bytes, in the file's
// string tables (.dynstr, .strtab) or read-only data (.rodata).
// Errors: Invalid if the file is no ELF file or is malformed; any error of opening it.
Result<ElfFacts> read_elf(const std::string& path, std::span<const std::string> markers = {});

}  // namespace maelstrom::layers
