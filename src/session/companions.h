// What a program needs beside itself to start.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "base/result.h"
#include "core/elf_facts.h"
#include "frameworks/framework.h"
#include "layers/script.h"

namespace maelstrom::session {

struct Companions {
  std::set<std::string> files;   // the interpreters of scripts
  std::set<std::string> linked;  // programs whose shared libraries come along
};

// How files of the host are looked at.
struct Looks {
  std::function<Result<ElfFacts>(const std::string& path)> elf;
  std::function<Result<std::optional<layers::Script>>(const std::string& path)> script;
};

// Of the artifact's program, and of those of its files that are programs. Where a script begins with
// "#!/usr/bin/env NAME", that is what the artifact's PATH finds.
Companions companions_of(const frameworks::Artifact& artifact, const Looks& looks);

}  // namespace maelstrom::session
