// What a server asks for in WWW-Authenticate.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace maelstrom::registry {

struct Challenge {
  std::string scheme;                             // lower case: "bearer", "basic"
  std::map<std::string, std::string> parameters;  // names in lower case
};

// Source: RFC 9110, section 11.6.1. What is malformed is left out: a server that asks in riddles is one
// that asks for nothing we can give.
std::vector<Challenge> parse_challenges(std::string_view header);

}  // namespace maelstrom::registry
