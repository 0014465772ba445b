#include "cli/remote_cache.h"

#include <thread>
#include <utility>

#include "cli/version.h"
#include "core/wire.h"
#include "os/module.h"

namespace maelstrom::cli {
namespace {

// REAPI's RequestMetadata: who asks. Source: remote_execution.proto, "RequestMetadata" and "ToolDetails".
std::string request_metadata(const std::string& run) {
  wire::Writer tool;
  tool.text(1, "maelstrom");
  tool.text(2, kVersion);
  wire::Writer out;
  out.message(1, tool.bytes());
  out.text(3, run);
  return out.take();
}

Result<std::unique_ptr<reapi::RemoteCache>> connect(const reapi::RemoteAddress& address, const std::string& directory,
                                                    const std::string& run) {
  TRY_ASSIGN(module, os::find_module(directory, "maelstrom-remote.so", "speaks to remote caches"));
  TRY_ASSIGN_IN("load what speaks to remote caches (Debian has it in the package libgrpc++1.51)", entry,
                os::module_entry(module, reapi::kRpcModuleEntry));
  const reapi::RpcOptions options{
      .target = address.target,
      .tls = address.tls,
      .certificate_authorities = {},
      .metadata = {{"build.bazel.remote.execution.v2.requestmetadata-bin", request_metadata(run)}}};
  std::shared_ptr<reapi::Rpc> rpc(reinterpret_cast<reapi::RpcModuleEntry>(entry)(options));
  return std::make_unique<reapi::RemoteCache>(
      std::move(rpc), reapi::RemoteCacheOptions{.instance = address.instance, .upload_id = run, .wait = [](auto time) {
                                                  std::this_thread::sleep_for(time);
                                                }});
}

}  // namespace

RemoteResultCache::RemoteResultCache(const RunSettings& settings, std::string program_directory,
                                     reapi::JobEncoder encoder, const RemoteCacheContext& context)
    : results_([address = *settings.remote_cache, directory = std::move(program_directory),
                run = context.run] { return connect(address, directory, run); },
               context.clock, {.run = context.run, .upload = !settings.remote_cache_read_only},
               [&wake = context.wake] { wake.notify(); }),
      executor_({context.inner, results_, context.clock}, std::move(encoder),
                [&observer = context.observer](const Error& error) {
                  observer.on(Notice{Notice::Kind::kWarning, error.message()});
                }) {}

}  // namespace maelstrom::cli
