// Where the dynamic loader looks for a library, in its order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/elf_facts.h"
#include "layers/loader.h"

namespace maelstrom::layers {

// An ELF file that is part of a process to be.
struct LoadedObject {
  std::string host_path;    // where it is read
  std::string inside_path;  // where the loader in the container finds it
  ElfFacts facts;
  const LoadedObject* needed_by = nullptr;  // none: the program
  std::string name;                         // as it was asked for
};

enum class SearchedBy : std::uint8_t { kPath, kRpath, kRunpath, kCache, kSystem };

// Paths on the host and in the container differ only below $ORIGIN.
struct Candidate {
  std::string host_path;
  std::string inside_path;
  SearchedBy by;
};

// The files that the loader tries for `name`, needed by `object`. LD_LIBRARY_PATH is not looked at:
// containers inherit no environment.
// Source: ld.so(8), "DESCRIPTION" and "Dynamic string tokens"; glibc 2.36, elf/dl-load.c,
// _dl_map_object(). Subdirectories of glibc-hwcaps are left out, see LdCache::find().
std::vector<Candidate> candidates(const LoadedObject& object, std::string_view name, const Loader& loader);

}  // namespace maelstrom::layers
