#include "rate_server.h"

#include <gtest/gtest.h>

namespace hello {
namespace {

// Both tests want the same TCP port of the loopback network.
void serve_and_ask(const std::string& rate) {
  const RateServer server(rate);
  for (int i = 0; i < 2000; ++i) ASSERT_EQ(ask_rate(), rate);
}

TEST(RateServerTest, TellsEuros) { serve_and_ask("EUR 1.0000"); }

TEST(RateServerTest, TellsFrancs) { serve_and_ask("CHF 0.9384"); }

}  // namespace
}  // namespace hello
