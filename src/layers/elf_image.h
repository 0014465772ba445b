// As elf.h, for bytes in memory.
#pragma once

#include <span>
#include <string>

#include "base/result.h"
#include "core/elf_facts.h"

namespace maelstrom::layers {

Result<ElfFacts> read_elf_image(std::string bytes, std::span<const std::string> markers);

}  // namespace maelstrom::layers
