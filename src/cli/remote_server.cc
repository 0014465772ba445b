#include "cli/remote_server.h"

#include <thread>

#include "cli/version.h"
#include "os/module.h"
#include "reapi/execution_messages.h"

namespace maelstrom::cli {

Result<std::shared_ptr<reapi::Rpc>> connect(const RemoteCaller& caller) {
  TRY_ASSIGN(module, os::find_module(caller.program_directory, "maelstrom-remote.so", "speaks to remote servers"));
  TRY_ASSIGN_IN("load what speaks to remote servers (Debian has it in the package libgrpc++1.51)", entry,
                os::module_entry(module, reapi::kRpcModuleEntry));
  const reapi::RpcOptions options{
      .target = caller.address.target,
      .tls = caller.address.tls,
      .certificate_authorities = {},
      .metadata = {{reapi::kRequestMetadata,
                    reapi::encode_request_metadata({.name = "maelstrom", .version = kVersion}, caller.run)}}};
  return std::shared_ptr<reapi::Rpc>(reinterpret_cast<reapi::RpcModuleEntry>(entry)(options));
}

reapi::RemoteServerOptions server_options(const RemoteCaller& caller) {
  return {.instance = caller.address.instance, .upload_id = caller.run, .wait = [](std::chrono::milliseconds time) {
            std::this_thread::sleep_for(time);
          }};
}

}  // namespace maelstrom::cli
