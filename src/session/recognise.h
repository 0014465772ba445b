// Which framework a test binary is of, by what stands in its file.
#pragma once

#include <string>
#include <vector>

#include "core/elf_facts.h"
#include "frameworks/framework.h"

namespace maelstrom::session {

// What to look for in a file: the markers of every framework.
std::vector<std::string> every_marker();

// None if no framework claims the program.
const frameworks::Framework* recognise(const ElfFacts& facts);

}  // namespace maelstrom::session
