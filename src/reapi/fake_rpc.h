// A server in memory, for tests: keeps blobs and results, and misbehaves as it is told to.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/wire.h"
#include "reapi/batch_read.h"
#include "reapi/messages.h"
#include "reapi/remote_messages.h"
#include "reapi/rpc.h"
#include "reapi/zstd_blob.h"

namespace maelstrom::reapi {

class FakeRpc final : public Rpc {
 public:
  RpcResult<std::string> call(const RpcCall& call, std::string_view request) override {
    if (on_call) on_call(call.method);
    const std::lock_guard lock(mutex_);
    calls.push_back(call.method);
    if (const auto failure = due_failure(call.method)) return tl::unexpected(*failure);
    if (const auto told = answers.find(call.method); told != answers.end()) return told->second(request);
    if (call.method == kGetCapabilities) return capabilities();
    if (call.method == kGetActionResult) return result(request);
    if (call.method == kUpdateActionResult) return update(request);
    if (call.method == kFindMissingBlobs) return missing(request);
    if (call.method == kBatchUpdateBlobs) return batch(request);
    if (call.method == kBatchReadBlobs) return batch_read(request);
    return tl::unexpected(RpcFailure{RpcCode::kUnimplemented, call.method});
  }

  RpcResult<std::string> send(const RpcCall& call, const Next& next) override {
    const std::lock_guard lock(mutex_);
    calls.push_back(call.method);
    if (const auto failure = due_failure(call.method)) return tl::unexpected(*failure);
    std::string resource;
    std::string content;
    bool finished = false;
    for (auto message = next(); message; message = next()) {
      wire_fields(*message, [&](const wire::Field& field) {
        if (field.number == 1 && resource.empty()) resource = field.bytes;
        if (field.number == 2 && field.value != content.size()) content = "a gap";
        if (field.number == 3) finished = field.value != 0;
        if (field.number == 10) content += field.bytes;
      });
      ++chunks;
    }
    const Digest digest = Digest::parse(tail_of(resource)).value();
    if (resource.find("compressed-blobs/zstd/") != std::string::npos) {
      content = zstd_decompressed(content, digest.size).value_or("");
    }
    if (!finished || digest_of(content) != digest) return tl::unexpected(RpcFailure{RpcCode::kInvalidArgument, "no"});
    blobs[digest] = content;
    resources.push_back(resource);
    return std::string();
  }

  RpcResult<std::monostate> receive(const RpcCall& call, std::string_view request, const Take& take) override {
    const std::lock_guard lock(mutex_);
    calls.push_back(call.method);
    if (const auto failure = due_failure(call.method)) return tl::unexpected(*failure);
    std::string resource;
    wire_fields(request, [&](const wire::Field& field) {
      if (field.number == 1) resource = field.bytes;
    });
    resources.push_back(resource);
    const auto found = blobs.find(Digest::parse(tail_of(resource)).value());
    if (found == blobs.end()) return tl::unexpected(RpcFailure{RpcCode::kNotFound, "no such blob"});
    const bool compressed = resource.find("compressed-blobs/zstd/") != std::string::npos;
    const std::string content = compressed ? zstd_compressed(found->second) : found->second;
    for (std::size_t at = 0; at < content.size(); at += 1000) {
      wire::Writer out;
      out.text(10, std::string_view(content).substr(at, 1000));
      if (!take(out.bytes())) return tl::unexpected(RpcFailure{RpcCode::kCancelled, "given up"});
    }
    return std::monostate();
  }

  void follow(const RpcStream& stream, std::string request, Take take, End end) override {
    std::optional<RpcFailure> failure;
    {
      const std::lock_guard lock(mutex_);
      calls.push_back(stream.method);
      failure = cancelled ? RpcFailure{RpcCode::kCancelled, "cancelled"} : due_failure(stream.method);
    }
    if (failure) return end(tl::unexpected(*failure));
    if (!engine) return end(tl::unexpected(RpcFailure{RpcCode::kUnimplemented, stream.method}));
    engine(stream.method, request, take, end);
  }

  void cancel_all() override {
    if (!std::exchange(cancelled, true) && on_cancel) on_cancel();
  }

  // What it can do.
  bool sha256 = true;
  bool writable = true;
  bool zstd = false;
  bool executes = true;
  std::uint64_t max_batch = 0;
  std::int32_t lowest_priority = 0;
  std::int32_t highest_priority = 0;
  // Answers the streams that are followed.
  std::function<void(const std::string& method, const std::string& request, const Take& take, const End& end)> engine;
  // Answers calls in place of what is below.
  std::map<std::string, std::function<RpcResult<std::string>(std::string_view request)>> answers;
  // What it keeps.
  std::map<Digest, std::string> blobs;
  std::map<Digest, std::string> results;
  // How it misbehaves: the next calls of a method end so.
  std::map<std::string, std::vector<RpcFailure>> failures;
  std::function<void(const std::string& method)> on_call;  // before it is answered, from several threads at once
  std::function<void()> on_cancel;
  // What it was asked.
  std::vector<std::string> calls;
  std::vector<std::string> resources;
  std::string instance;
  std::size_t chunks = 0;
  bool cancelled = false;

  std::size_t count(const std::string& method) {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::ranges::count(calls, method));
  }

 private:
  template <typename Visit>
  static void wire_fields(std::string_view bytes, Visit visit) {
    const Status read = each_field(bytes, [&](const wire::Field& field) -> Status {
      visit(field);
      return {};
    });
    if (!read) throw std::runtime_error(read.error().message());
  }
  // "hash/size" of "…/hash/size".
  static std::string tail_of(const std::string& resource) {
    return resource.substr(resource.rfind('/', resource.rfind('/') - 1) + 1);
  }
  std::optional<RpcFailure> due_failure(const std::string& method) {
    auto& due = failures[method];
    if (due.empty()) return std::nullopt;
    RpcFailure failure = due.front();
    due.erase(due.begin());
    return failure;
  }

  std::string capabilities() const {
    wire::Writer cache;
    if (sha256) cache.message(1, std::string(1, '\x01'));
    wire::Writer update;
    update.number(1, writable ? 1 : 0);
    cache.message(2, update.bytes());
    cache.number(4, max_batch);
    if (zstd) cache.message(6, std::string("\x00\x01", 2));
    wire::Writer execution;
    execution.number(1, 1);
    execution.number(2, executes ? 1 : 0);
    wire::Writer range;
    range.number(1, static_cast<std::uint64_t>(std::int64_t{lowest_priority}));
    range.number(2, static_cast<std::uint64_t>(std::int64_t{highest_priority}));
    wire::Writer priorities;
    priorities.message(1, range.bytes());
    if (lowest_priority != highest_priority) execution.message(3, priorities.bytes());
    wire::Writer out;
    out.message(1, cache.bytes());
    out.message(2, execution.bytes());
    return out.take();
  }
  RpcResult<std::string> result(std::string_view request) {
    Digest action;
    wire_fields(request, [&](const wire::Field& field) {
      if (field.number == 1) instance = field.bytes;
      if (field.number == 2) action = decode_digest(field.bytes).value();
    });
    const auto found = results.find(action);
    if (found == results.end()) return tl::unexpected(RpcFailure{RpcCode::kNotFound, "no such result"});
    return found->second;
  }
  RpcResult<std::string> update(std::string_view request) {
    if (!writable) return tl::unexpected(RpcFailure{RpcCode::kPermissionDenied, "you may not"});
    Digest action;
    wire_fields(request, [&](const wire::Field& field) {
      if (field.number == 2) action = decode_digest(field.bytes).value();
      if (field.number == 3) results[action] = field.bytes;
    });
    return std::string();
  }
  std::string missing(std::string_view request) {
    wire::Writer out;
    wire_fields(request, [&](const wire::Field& field) {
      if (field.number == 2 && !blobs.contains(decode_digest(field.bytes).value())) out.message(2, field.bytes);
    });
    return out.take();
  }
  std::string batch_read(std::string_view request) {
    wire::Writer out;
    wire_fields(request, [&](const wire::Field& field) {
      if (field.number != 2) return;
      const auto found = blobs.find(decode_digest(field.bytes).value());
      wire::Writer status;
      if (found == blobs.end()) status.number(1, static_cast<std::uint64_t>(RpcCode::kNotFound));
      wire::Writer response;
      response.message(1, field.bytes);
      if (found != blobs.end()) response.text(2, found->second);
      response.message(3, status.bytes());
      out.message(1, response.bytes());
    });
    return out.take();
  }
  RpcResult<std::string> batch(std::string_view request) {
    if (max_batch != 0 && request.size() > max_batch) {
      return tl::unexpected(RpcFailure{RpcCode::kInvalidArgument, "the batch is too large"});
    }
    wire::Writer out;
    wire_fields(request, [&](const wire::Field& field) {
      if (field.number != 2) return;
      std::string digest;
      std::string data;
      wire_fields(field.bytes,
                  [&](const wire::Field& of_blob) { (of_blob.number == 1 ? digest : data) = of_blob.bytes; });
      wire::Writer status;
      const Digest named = decode_digest(digest).value();
      if (digest_of(data) == named) {
        blobs[named] = data;
      } else {
        status.number(1, 3);
        status.text(2, "other bytes");
      }
      wire::Writer response;
      response.message(1, digest);
      response.message(2, status.bytes());
      out.message(1, response.bytes());
    });
    return out.take();
  }

  std::mutex mutex_;
};

}  // namespace maelstrom::reapi
