#include "os/listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

namespace maelstrom::os {
namespace {

using ::testing::StartsWith;

Fd connect_to(const std::string& address) {
  const auto colon = address.rfind(':');
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  EXPECT_EQ(::getaddrinfo(address.substr(0, colon).c_str(), address.substr(colon + 1).c_str(), &hints, &found), 0);
  Fd socket(::socket(found->ai_family, found->ai_socktype, 0));
  EXPECT_EQ(::connect(socket.get(), found->ai_addr, found->ai_addrlen), 0);
  ::freeaddrinfo(found);
  return socket;
}

TEST(Listener, TakesConnectionsUntilItIsStopped) {
  auto listener = Listener::open("127.0.0.1:0").value();
  EXPECT_THAT(listener.address(), StartsWith("127.0.0.1:"));
  const Fd caller = connect_to(listener.address());
  const auto connection = listener.accept();
  ASSERT_TRUE(connection && *connection);
  ASSERT_EQ(::write(caller.get(), "x", 1), 1);
  char byte = 0;
  EXPECT_EQ(::read((*connection)->get(), &byte, 1), 1);
  std::thread other([&] { listener.stop(); });
  EXPECT_EQ(listener.accept().value().has_value(), false);
  other.join();
}

TEST(Listener, APortOfEveryAddressIsReachedByIpv4) {
  auto listener = Listener::open(":0").value();
  const std::string port = listener.address().substr(listener.address().rfind(':'));
  connect_to("127.0.0.1" + port);
  EXPECT_TRUE(*listener.accept());
}

TEST(Listener, WhatIsNoAddressIsRefused) {
  for (const char* address : {"", "localhost", "localhost:", "localhost:http", "localhost:65536"}) {
    const auto listener = Listener::open(address);
    ASSERT_FALSE(listener) << address;
    EXPECT_EQ(listener.error().code(), ErrorCode::kInvalid) << address;
  }
  auto listener = Listener::open("127.0.0.1:0").value();
  EXPECT_FALSE(Listener::open(listener.address()));
}

TEST(Listener, WhetherOneIsThereCanBeTried) {
  unsigned port = 0;
  {
    const auto listener = Listener::open("127.0.0.1:0").value();
    port = static_cast<unsigned>(std::stoul(listener.address().substr(listener.address().rfind(':') + 1)));
    EXPECT_TRUE(is_listening(port));
  }
  EXPECT_FALSE(is_listening(port));
}

}  // namespace
}  // namespace maelstrom::os
