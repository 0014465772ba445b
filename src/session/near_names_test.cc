#include "session/near_names.h"

#include <gtest/gtest.h>

namespace maelstrom::session {
namespace {

std::string question(const std::string& filter, const std::vector<std::string>& names) {
  config::Selection selection;
  selection.includes.push_back(config::parse_selection(filter).value());
  NearNames near(selection);
  for (const std::string& name : names) near.offer(name);
  return near.question();
}

const std::vector<std::string> kNames{"parser_test", "Lexer.Numbers", "Lexer.Names", "net::tls::resume"};

TEST(NearNames, TheNearestNameOrPartOfOneIsMeant) {
  EXPECT_EQ(question("Nubmers", kNames), "; did you mean \"Numbers\"?");
  EXPECT_EQ(question("lexer", kNames), "; did you mean \"Lexer\"?");
  EXPECT_EQ(question("Lexer.Nubmers", kNames), "; did you mean \"Lexer.Numbers\"?");
  EXPECT_EQ(question("artifact.equals(praser_test)", kNames), "; did you mean \"parser_test\"?");
  EXPECT_EQ(question("parser_test::Lexer.Nums", kNames), "; did you mean \"Lexer.Names\"?");
  EXPECT_EQ(question("name.equals(resmue) or suite.contains(tsl)", kNames), "; did you mean \"resume\" or \"tls\"?");
}

TEST(NearNames, WhereNothingIsNearNothingIsAsked) {
  EXPECT_EQ(question("Handshake", kNames), "");
  EXPECT_EQ(question("all and not name.equals(Nubmers)", kNames), "");
  EXPECT_EQ(question("all - name.equals(Nubmers)", kNames), "");
  EXPECT_EQ(question("name.contains(Numbers) and name.contains(Names)", kNames), "") << "each of them is there";
  EXPECT_EQ(question("name.equals()", kNames), "");
  EXPECT_EQ(question("none", kNames), "");
}

TEST(NearNames, WhereSomethingIsSelectedNothingIsAsked) {
  config::Selection selection;
  selection.includes.push_back(config::parse_selection("Nubmers").value());
  NearNames near(selection);
  near.offer("Lexer.Numbers");
  near.forget();
  near.offer("Lexer.Numbers");
  EXPECT_EQ(near.question(), "");
}

}  // namespace
}  // namespace maelstrom::session
