#include "registry/http_module.h"

#include <dlfcn.h>

#include "os/file.h"

namespace maelstrom::registry {

Result<std::string> find_http_module(const std::string& program_directory) {
  const std::string beside = program_directory + "/maelstrom-registry.so";
  const std::string installed = program_directory + "/../libexec/maelstrom/maelstrom-registry.so";
  if (os::exists(beside)) return beside;
  if (os::exists(installed)) return installed;
  return fail(ErrorCode::kNotFound, "maelstrom-registry.so, which pulls images, is neither at " + beside + " nor at " +
                                        installed + "; build or install it with maelstrom");
}

Result<std::unique_ptr<Http>> open_http(const std::string& module, const HttpOptions& options) {
  // Never closed: libcurl registers things that outlive it.
  void* const handle = ::dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    return fail(ErrorCode::kUnavailable,
                std::string("load what pulls images: ") + ::dlerror() + "; Debian has libcurl in the package libcurl4");
  }
  void* const entry = ::dlsym(handle, kHttpModuleEntry);
  if (entry == nullptr) return fail(ErrorCode::kUnavailable, module + ": not a module of maelstrom");
  return std::unique_ptr<Http>(reinterpret_cast<HttpModuleEntry>(entry)(options));
}

}  // namespace maelstrom::registry
