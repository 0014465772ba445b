#include "execute/archive_entry.h"

#include <gtest/gtest.h>

namespace maelstrom::execute {
namespace {

using Kind = EntryName::Kind;

reapi::EncodedJob job_of(const std::string& argument) {
  reapi::JobEncoder encoder(digest_of("cell"), [](MachineFact) -> Result<std::string> { return "fact"; });
  return encoder.encode({.layers = {digest_of("layer")}, .program = "/test", .arguments = {argument}}).value();
}

TEST(EntryName, IsReadBack) {
  for (const EntryName& name : {EntryName{Kind::kVersion, {}}, EntryName{Kind::kBlob, digest_of("1")},
                                EntryName{Kind::kAction, digest_of("22")}, EntryName{Kind::kResult, digest_of("")},
                                EntryName{Kind::kEnd, {}}}) {
    EXPECT_EQ(parse_entry_name(name.to_string()).value(), name);
  }
}

TEST(EntryName, AnyOtherNameIsRefused) {
  const std::string hex = digest_of("1").hex();
  std::string upper = hex;
  for (char& c : upper) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c;
  for (const std::string& name :
       {std::string(), std::string("/"), "../blobs/" + hex + "/1", "blobs/../" + hex + "/1", "/blobs/" + hex + "/1",
        "blobs/" + hex, "blobs/" + hex + "/", "blobs/" + hex + "/01", "blobs/" + hex + "/-1", "blobs/" + upper + "/1",
        "blobs/" + hex + "/1/", "blobs/" + hex.substr(1) + "/1", "blobs//" + hex + "/1", "other/" + hex + "/1",
        std::string("blobs/\0", 7) + hex + "/1"}) {
    const auto parsed = parse_entry_name(name);
    ASSERT_FALSE(parsed) << name;
    EXPECT_EQ(parsed.error().code(), ErrorCode::kInvalid);
  }
}

TEST(ActionEntry, IsReadBack) {
  const reapi::EncodedJob job = job_of("one");
  const auto back = decode_action_entry(job.digest, encode_action_entry(job));
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->action, job.action);
  EXPECT_EQ(back->command, job.command);
  EXPECT_EQ(back->input_root->digest, job.input_root->digest);
  EXPECT_EQ(back->input_root->blobs, job.input_root->blobs);
}

TEST(ActionEntry, OfOtherMessagesIsRefused) {
  const reapi::EncodedJob job = job_of("one");
  EXPECT_FALSE(decode_action_entry(job_of("two").digest, encode_action_entry(job)));
  reapi::EncodedJob mixed = job;
  mixed.command = job_of("two").command;
  EXPECT_FALSE(decode_action_entry(job.digest, encode_action_entry(mixed)));
  mixed = job;
  mixed.input_root = std::make_shared<reapi::InputRoot>();
  EXPECT_FALSE(decode_action_entry(job.digest, encode_action_entry(mixed)));
  const std::string whole = encode_action_entry(job);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(decode_action_entry(job.digest, whole.substr(0, length))) << length;
  }
}

TEST(ResultEntry, IsReadBackAndNoByteOfItMayChange) {
  const Digest action = digest_of("action");
  const std::string entry = encode_result_entry(action, "the record");
  EXPECT_EQ(decode_result_entry(action, entry).value(), "the record");
  EXPECT_FALSE(decode_result_entry(digest_of("other"), entry));
  EXPECT_FALSE(decode_result_entry(action, ""));
  for (std::size_t i = 0; i < entry.size(); ++i) {
    std::string changed = entry;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto decoded = decode_result_entry(action, changed);
    EXPECT_FALSE(decoded && *decoded != "the record") << i;
  }
}

}  // namespace
}  // namespace maelstrom::execute
