// The shared libraries that a program needs, as the dynamic loader will find them in a container.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "layers/elf_memo.h"
#include "layers/library_search.h"
#include "layers/loader.h"

namespace maelstrom::layers {

// A file of the closure.
struct ClosureFile {
  std::string host_path;
  std::string inside_path;
  // The container has no cache, and what stands in a directory that only the cache knows would not be
  // found: then a link of this name, in a directory that the loader searches by itself, leads to it.
  // Not a cache of our own: of several layers with a cache each only the topmost one's would count.
  std::string alias;
};

struct ClosureRequest {
  std::string host_path;    // of the program or library
  std::string inside_path;  // where it will stand; decides what $ORIGIN means
};

class Closure {
 public:
  // `cache` is what /etc/ld.so.cache holds.
  Closure(ElfMemo& memo, LdCache cache) : memo_(memo), cache_(std::move(cache)) {}

  // The interpreter and all libraries, each once. With libc come what it opens by itself: libgcc_s
  // (pthread_cancel and pthread_exit end the process without it) and, where its name services are
  // not built in (before 2.34), libnss_files and libnss_dns.
  // Errors: Invalid if the file is no ELF program or library; NotFound for the interpreter and for
  // a library: names it, all that need it, and where was looked.
  Result<std::vector<ClosureFile>> of(const ClosureRequest& request);

 private:
  ElfMemo& memo_;
  const LdCache cache_;
};

}  // namespace maelstrom::layers
