// The user's page of maelstrom.toml shows only what is accepted, and every field that is.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "config/config.h"

namespace maelstrom::config {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string page(const std::string& name) {
  std::stringstream text;
  text << std::ifstream(MAELSTROM_DOCS "/" + name).rdbuf();
  return text.str();
}

std::vector<std::string> examples(const std::string& page) {
  const std::string begin = "```toml\n";
  std::vector<std::string> all;
  for (auto at = page.find(begin); at != std::string::npos; at = page.find(begin, at)) {
    at += begin.size();
    const auto end = page.find("```", at);
    all.push_back(page.substr(at, end - at));
    at = end;
  }
  return all;
}

TEST(Docs, EveryExampleIsReadWithoutAComplaint) {
  for (const auto& [name, least] :
       {std::pair("maelstrom.toml.md", 10U), std::pair("images.md", 2U), std::pair("ctest.md", 2U)}) {
    const auto all = examples(page(name));
    ASSERT_GE(all.size(), least) << name;
    for (const auto& example : all) {
      const auto parsed = parse_config(example, std::string("docs/") + name);
      for (const auto& error : parsed.errors) ADD_FAILURE() << error.to_string() << "\n" << example;
      EXPECT_THAT(parsed.warnings, IsEmpty()) << example;
    }
  }
}

// The names come from the error for a field that is known to nobody.
TEST(Docs, EveryFieldIsShown) {
  const std::string shown = page("maelstrom.toml.md");
  for (const auto* text :
       {"[settings]\nqqqqqqqqqqqq = 1\n", "[[directives]]\nqqqqqqqqqqqq = 1\n", "[containers.c]\nqqqqqqqqqqqq = 1\n"}) {
    const auto parsed = parse_config(text, "x");
    ASSERT_EQ(parsed.errors.size(), 1U);
    const std::string& message = parsed.errors[0].message;
    ASSERT_THAT(message, HasSubstr("known are "));
    std::stringstream names(message.substr(message.find("known are ") + 10));
    for (std::string name; std::getline(names, name, ',');) {
      name.erase(0, name.find_first_not_of(' '));
      EXPECT_THAT(shown, HasSubstr(name));
    }
  }
}

}  // namespace
}  // namespace maelstrom::config
