#include "registry/http_module.h"

#include "os/module.h"

namespace maelstrom::registry {

Result<std::string> find_http_module(const std::string& program_directory) {
  return os::find_module(program_directory, "maelstrom-registry.so", "pulls images");
}

Result<std::unique_ptr<Http>> open_http(const std::string& module, const HttpOptions& options) {
  TRY_ASSIGN_IN("load what pulls images (Debian has libcurl in the package libcurl4)", entry,
                os::module_entry(module, kHttpModuleEntry));
  return std::unique_ptr<Http>(reinterpret_cast<HttpModuleEntry>(entry)(options));
}

}  // namespace maelstrom::registry
