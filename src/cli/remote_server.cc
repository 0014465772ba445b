#include "cli/remote_server.h"

#include <thread>
#include <utility>

#include "cli/version.h"
#include "os/module.h"
#include "reapi/execution_messages.h"

namespace maelstrom::cli {

RemoteCaller caller(const Identity& identity, const reapi::RemoteAddress& server, std::string program_directory,
                    reapi::Invocation run) {
  return {server, rpc_identity(identity, server), std::move(program_directory), std::move(run)};
}

Result<std::shared_ptr<reapi::Rpc>> connect(const RemoteCaller& caller) {
  TRY_ASSIGN(module, os::find_module(caller.program_directory, "maelstrom-remote.so", "speaks to remote servers"));
  TRY_ASSIGN_IN("load what speaks to remote servers (Debian has it in the package libgrpc++1.51)", entry,
                os::module_entry(module, reapi::kRpcModuleEntry));
  const reapi::RpcOptions options{
      .target = caller.address.target,
      .tls = caller.address.tls,
      .identity = caller.identity,
      .metadata = {{reapi::kRequestMetadata,
                    reapi::encode_request_metadata({.name = "maelstrom", .version = kVersion}, caller.run)}},
      .patience = caller.patience};
  return std::shared_ptr<reapi::Rpc>(reinterpret_cast<reapi::RpcModuleEntry>(entry)(options));
}

reapi::RemoteServerOptions server_options(const RemoteCaller& caller) {
  return {.instance = caller.address.instance, .upload_id = caller.run.id, .wait = [](std::chrono::milliseconds time) {
            std::this_thread::sleep_for(time);
          }};
}

}  // namespace maelstrom::cli
