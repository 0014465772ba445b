// An engine in memory behind a RemoteJobs, for tests.
#pragma once

#include <gmock/gmock.h>
#include <sys/eventfd.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "execute/remote_jobs.h"
#include "os/fd.h"
#include "os/file.h"
#include "reapi/fake_engine.h"
#include "reapi/fake_rpc.h"

namespace maelstrom::execute {

// A connection of its own to the same server.
class SecondConnection final : public reapi::Rpc {
 public:
  explicit SecondConnection(std::shared_ptr<reapi::FakeRpc> server) : server_(std::move(server)) {}
  reapi::RpcResult<std::string> call(const reapi::RpcCall& call, std::string_view request) override {
    return server_->call(call, request);
  }
  reapi::RpcResult<std::string> send(const reapi::RpcCall& call, const Next& next) override {
    return server_->send(call, next);
  }
  reapi::RpcResult<std::monostate> receive(const reapi::RpcCall& call, std::string_view request,
                                           const Take& take) override {
    return server_->receive(call, request, take);
  }
  void follow(const reapi::RpcStream& stream, std::string request, Take take, End end) override {
    server_->follow(stream, std::move(request), std::move(take), std::move(end));
  }
  void cancel_all() override {}

 private:
  std::shared_ptr<reapi::FakeRpc> server_;
};

class RemoteTest : public ::testing::Test {
 protected:
  using Say = std::function<void(const reapi::Rpc::Take& take, const reapi::Rpc::End& end)>;

  RemoteTest() {
    server_->engine = [this](const std::string& method, const std::string& request, const reapi::Rpc::Take& take,
                             const reapi::Rpc::End& end) {
      Say say;
      {
        const std::lock_guard lock(mutex_);
        if (method == reapi::kExecute) executed_.push_back(reapi::fake::action_of(request));
        if (!says_.empty()) {
          say = std::move(says_.front());
          says_.erase(says_.begin());
        }
      }
      if (say) return say(take, end);
      done(reapi::fake::result(0, "said"))(take, end);
    };
  }

  static Say done(const std::string& result, const std::string& status = "") {
    return [=](const reapi::Rpc::Take& take, const reapi::Rpc::End& end) {
      take(reapi::fake::done("operations/1", result, status));
      end(std::monostate());
    };
  }
  static Say lost(reapi::RpcFailure failure, const std::string& operation) {
    return [=](const reapi::Rpc::Take& take, const reapi::Rpc::End& end) {
      if (!operation.empty()) take(reapi::fake::operation(operation, reapi::ExecutionStage::kExecuting));
      end(tl::unexpected(failure));
    };
  }

  std::unique_ptr<RemoteJobs> make_jobs() {
    server_->cancelled = false;
    return std::make_unique<RemoteJobs>(
        [this]() -> Result<EngineConnections> {
          if (unreachable_) return fail(ErrorCode::kUnavailable, "no module");
          return EngineConnections{std::make_unique<reapi::RemoteServer>(server_, reapi::RemoteServerOptions{}),
                                   std::make_unique<reapi::RemoteCache>(std::make_shared<SecondConnection>(server_),
                                                                        reapi::RemoteServerOptions{})};
        },
        *store_,
        RemoteJobsRules{.run = "run",
                        .server = "the engine",
                        .cell = cell_,
                        .retries = {.first = std::chrono::milliseconds(1), .longest = std::chrono::milliseconds(2)},
                        .accepted = accepted_},
        [this] { ::eventfd_write(wake_.get(), 1); });
  }

  Job job(const std::string& argument) const {
    return {.layers = {layer_}, .program = "/test", .arguments = {argument}, .may_stand = [](const JobResult& result) {
              return result.termination == Termination(Exited{0});
            }};
  }
  // Waits until somebody has something to say.
  void wait() const {
    eventfd_t taken = 0;
    ::eventfd_read(wake_.get(), &taken);
  }

  const os::Fd wake_{::eventfd(0, EFD_CLOEXEC)};
  os::TemporaryDirectory scratch_ = os::TemporaryDirectory::create().value();
  const std::unique_ptr<store::Store> store_ = store::Store::open({.root = scratch_.path() + "/store"}).value();
  const Digest cell_ = store_->put("the cell").value();
  const Digest layer_ = store_->put_directory({.symlinks = {{.name = "link", .target = "to"}}}).value();
  const std::shared_ptr<reapi::FakeRpc> server_ = std::make_shared<reapi::FakeRpc>();
  bool unreachable_ = false;
  Containment accepted_ = Containment::kContainer;

  std::mutex mutex_;
  std::vector<Say> says_;         // to the next streams that are followed, one each
  std::vector<Digest> executed_;  // the actions, in their order
};

}  // namespace maelstrom::execute
