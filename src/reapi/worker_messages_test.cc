#include "reapi/worker_messages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reapi/golden.h"

namespace maelstrom::reapi {
namespace {

using ::testing::HasSubstr;

const WorkerIdentity kWorker{
    .id = {{"host", "h"}, {"slot", "7"}}, .instance_prefix = "team", .platform = {{"ISA", "x86-64"}}};

std::string unhexed(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::string full_action() { return unhexed(golden("full.action")); }

TEST(WorkerMessages, WhatAWorkerSaysIsWhatProtobufMakesOfIt) {
  const Digest action = digest_of(full_action());
  EXPECT_EQ(hexadecimal(encode_synchronize(kWorker, Idle{}, Wish::kRest)), golden("idle.synchronize"));
  EXPECT_EQ(hexadecimal(encode_synchronize(kWorker, UnderWay{action, Stage::kRunning}, Wish::kWork)),
            golden("running.synchronize"));
  EXPECT_EQ(hexadecimal(encode_synchronize(kWorker, Completed{action, "done"}, Wish::kWork)),
            golden("completed.synchronize"));
}

TEST(WorkerMessages, WhatAWorkerIsToldIsReadAsProtobufMadeIt) {
  const auto desired = decode_synchronize(unhexed(golden("executing.desired")));
  ASSERT_TRUE(desired) << desired.error().message();
  const auto& assignment = std::get<Assignment>(*desired);
  EXPECT_EQ(assignment.digest, digest_of(full_action()));
  EXPECT_EQ(assignment.action, full_action());
  EXPECT_EQ(assignment.queued.seconds, 1'700'000'000);
  EXPECT_EQ(assignment.queued.nanoseconds, 5U);
  EXPECT_EQ(assignment.instance_suffix, "mine");
  EXPECT_EQ(assignment.invocation, "run-1");
  EXPECT_TRUE(assignment.sha256);
  EXPECT_TRUE(std::holds_alternative<Idle>(decode_synchronize(unhexed(golden("idle.desired"))).value()));
  EXPECT_TRUE(std::holds_alternative<GoOn>(decode_synchronize("").value()));
}

TEST(WorkerMessages, MalformedAnswersAreRefused) {
  const std::string whole = unhexed(golden("executing.desired"));
  for (std::size_t size = 3; size < whole.size(); ++size) {
    const auto cut = decode_synchronize(std::string_view(whole).substr(0, size));
    EXPECT_TRUE(!cut || std::holds_alternative<GoOn>(*cut)) << size;
  }
  EXPECT_FALSE(decode_synchronize(std::string("\x12\x02\x12\x00", 4)));  // an action without its digest
}

TEST(WorkerMessages, AStatusNamesWhatIsMissing) {
  const std::string response = encode_execute_response(
      "", {.code = RpcCode::kFailedPrecondition, .message = "gone", .missing = {digest_of("x")}});
  EXPECT_THAT(response, HasSubstr("type.googleapis.com/google.rpc.PreconditionFailure"));
  EXPECT_THAT(response, HasSubstr("MISSING"));
  EXPECT_THAT(response, HasSubstr("blobs/" + digest_of("x").to_string()));
  EXPECT_EQ(encode_execute_response("", {}), "");
}

}  // namespace
}  // namespace maelstrom::reapi
