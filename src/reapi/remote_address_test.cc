#include "reapi/remote_address.h"

#include <gmock/gmock.h>

namespace maelstrom::reapi {
namespace {

using ::testing::HasSubstr;

TEST(RemoteAddress, HasHostPortAndInstance) {
  EXPECT_EQ(parse_remote_address("grpc://cache:8980"), (RemoteAddress{.target = "cache:8980"}));
  EXPECT_EQ(parse_remote_address("grpcs://cache.example/"),
            (RemoteAddress{.target = "cache.example:443", .tls = true}));
  EXPECT_EQ(parse_remote_address("grpc://c/team/main"), (RemoteAddress{.target = "c:80", .instance = "team/main"}));
  EXPECT_EQ(parse_remote_address("grpc://[::1]:9/x"), (RemoteAddress{.target = "[::1]:9", .instance = "x"}));
}

TEST(RemoteAddress, WhatIsNoneIsRefusedWithWhatIsExpected) {
  for (const char* text :
       {"", "cache:8980", "http://cache", "grpc://", "grpc:///x", "grpc://cache:", "grpc://cache:0",
        "grpc://cache:99999", "grpc://cache:x", "grpc://[::1", "grpc://a b", "grpc://u@h", "grpc://["}) {
    const auto address = parse_remote_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_THAT(address.error().message(), HasSubstr("grpc://HOST:PORT")) << text;
  }
}

}  // namespace
}  // namespace maelstrom::reapi
