#include "os/module.h"

#include <dlfcn.h>

#include "os/file.h"

namespace maelstrom::os {

Result<std::string> find_module(const std::string& program_directory, const std::string& name,
                                const std::string& purpose) {
  std::string beside = program_directory + "/" + name;
  std::string installed = program_directory + "/../libexec/maelstrom/" + name;
  if (exists(beside)) return beside;
  if (exists(installed)) return installed;
  return fail(ErrorCode::kNotFound, name + ", which " + purpose + ", is neither at " + beside + " nor at " + installed +
                                        "; build or install it with maelstrom");
}

Result<void*> module_entry(const std::string& path, const std::string& entry) {
  // Never closed: libraries register things that outlive them.
  void* const handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return fail(ErrorCode::kUnavailable, ::dlerror());
  void* const found = ::dlsym(handle, entry.c_str());
  if (found == nullptr) return fail(ErrorCode::kUnavailable, path + ": not a module of maelstrom");
  return found;
}

}  // namespace maelstrom::os
