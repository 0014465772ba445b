// How this program reaches a server of the Remote Execution API.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.h"
#include "cli/identity.h"
#include "reapi/execution_messages.h"
#include "reapi/remote_address.h"
#include "reapi/remote_server.h"
#include "reapi/rpc.h"

namespace maelstrom::cli {

// Who asks which server.
struct RemoteCaller {
  reapi::RemoteAddress address;
  reapi::RpcIdentity identity;
  std::string program_directory;  // where the module lies, or beside it: see os::find_module()
  reapi::Invocation run;          // none: empty
  // Of each call, with a server that was not there the last time: it may be about to come back.
  std::chrono::milliseconds patience{200};
};

// `program_directory`: where this program lies.
RemoteCaller caller(const Identity& identity, const reapi::RemoteAddress& server, std::string program_directory,
                    reapi::Invocation run = {});

// A connection, with the run in every call. Nothing is sent yet.
// Errors: NotFound or Unavailable if the module that speaks to servers cannot be loaded.
Result<std::shared_ptr<reapi::Rpc>> connect(const RemoteCaller& caller);

reapi::RemoteServerOptions server_options(const RemoteCaller& caller);

}  // namespace maelstrom::cli
