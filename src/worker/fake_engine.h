// A scheduler in memory, for tests: answers Synchronize as it is told to, and notes what it was told.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/wire.h"
#include "reapi/fake_rpc.h"
#include "reapi/worker_messages.h"

namespace maelstrom::worker {

// What a worker said.
struct Said {
  std::string state;  // "idle", "fetching", "running", "uploading", "completed"
  std::optional<Digest> action;
  std::string response;  // of "completed"
  bool wants_rest = false;
};

class FakeEngine final : public reapi::Rpc {
 public:
  using Answer = reapi::RpcResult<std::string>;

  static std::string go_on() { return {}; }
  static std::string idle() { return desired(1, {}); }
  static std::string execute(const Digest& digest, std::string_view action, const std::string& suffix = "") {
    wire::Writer out;
    out.message(1, reapi::encode(digest));
    out.message(2, action);
    out.text(7, suffix);
    out.number(9, 1);
    return desired(2, out.bytes());
  }

  // Calls that are not answered by `respond` wait until they are cancelled.
  reapi::RpcResult<std::string> call(const reapi::RpcCall& call, std::string_view request) override {
    Said one = read(request);
    std::unique_lock lock(mutex_);
    said_.push_back(one);
    changed_.notify_all();
    if (!cancelled_) {
      if (auto answer = respond(one)) return std::move(*answer);
      if (call.timeout < std::chrono::seconds(1)) {
        return tl::unexpected(reapi::RpcFailure{reapi::RpcCode::kDeadlineExceeded, "nothing yet"});
      }
      changed_.wait(lock, [this] { return cancelled_; });
    }
    return tl::unexpected(reapi::RpcFailure{reapi::RpcCode::kCancelled, "cancelled"});
  }
  reapi::RpcResult<std::string> send(const reapi::RpcCall&, const Next&) override { return unimplemented(); }
  reapi::RpcResult<std::monostate> receive(const reapi::RpcCall&, std::string_view, const Take&) override {
    return tl::unexpected(reapi::RpcFailure{reapi::RpcCode::kUnimplemented, ""});
  }
  void follow(const reapi::RpcStream&, std::string, Take, End end) override {
    end(tl::unexpected(reapi::RpcFailure{reapi::RpcCode::kUnimplemented, ""}));
  }
  void cancel_all() override {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    changed_.notify_all();
  }

  // Called with each message, one at a time. None: the call waits.
  std::function<std::optional<Answer>(const Said&)> respond = [](const Said&) { return std::nullopt; };

  std::vector<Said> said() {
    const std::lock_guard lock(mutex_);
    return said_;
  }
  void await(const std::function<bool(const std::vector<Said>&)>& enough) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return enough(said_); });
  }

 private:
  static std::string desired(int field, std::string_view content) {
    wire::Writer state;
    state.message(field, content);
    wire::Writer out;
    out.message(2, state.bytes());
    return out.take();
  }
  static Answer unimplemented() { return tl::unexpected(reapi::RpcFailure{reapi::RpcCode::kUnimplemented, ""}); }

  static Said read(std::string_view request) {
    constexpr const char* kStates[] = {"", "", "started", "fetching", "running", "uploading", "completed"};
    Said said;
    each(request, [&](const wire::Field& field) {
      if (field.number == 6) said.wants_rest = field.value != 0;
      if (field.number != 4) return;
      each(field.bytes, [&](const wire::Field& state) {
        if (state.number == 1) said.state = "idle";
        if (state.number != 2) return;
        each(state.bytes, [&](const wire::Field& executing) {
          if (executing.number == 1) said.action = reapi::decode_digest(executing.bytes).value();
          if (executing.number > 1) said.state = kStates[executing.number];
          if (executing.number == 6) said.response = executing.bytes;
        });
      });
    });
    return said;
  }
  template <typename Visit>
  static void each(std::string_view bytes, Visit visit) {
    const Status read = reapi::each_field(bytes, [&](const wire::Field& field) -> Status {
      visit(field);
      return {};
    });
    if (!read) throw std::runtime_error(read.error().message());
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Said> said_;
  bool cancelled_ = false;
};

}  // namespace maelstrom::worker
