#include "config/json_document.h"

#include <gmock/gmock.h>

namespace maelstrom::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> errors_of(std::string_view text, Position begin = {1, 1}) {
  Diagnostics diagnostics("j");
  EXPECT_FALSE(parse_json(text, begin, diagnostics).has_value()) << text;
  std::vector<std::string> shown;
  for (const auto& error : diagnostics.take_errors()) shown.push_back(error.to_string());
  return shown;
}

TEST(JsonDocument, EveryValueKnowsWhereItStands) {
  Diagnostics diagnostics("j");
  const auto value = parse_json("{\"\xC3\xBC\\\"\\\\\": -12,\n \"b\": [true, null, 1.5e3, \"x\\\\\", false, {}]}",
                                {3, 5}, diagnostics);
  ASSERT_TRUE(value.has_value());
  const auto& table = std::get<Table>(value->is);
  EXPECT_EQ(value->at, (Position{3, 5}));
  EXPECT_EQ(table[0].key, "\xC3\xBC\"\\");
  EXPECT_EQ(table[0].at, (Position{3, 6}));
  EXPECT_EQ(table[0].value.at, (Position{3, 15}));
  EXPECT_EQ(std::get<std::int64_t>(table[0].value.is), -12);
  EXPECT_EQ(table[1].at, (Position{4, 2}));
  const auto& array = std::get<Array>(table[1].value.is);
  std::vector<int> columns;
  columns.reserve(array.size());
  for (const auto& element : array) columns.push_back(element.at.column);
  EXPECT_THAT(columns, ElementsAre(8, 14, 20, 27, 34, 41));
  EXPECT_EQ(kind_of(array[1]), "null");
  EXPECT_EQ(std::get<std::string>(array[3].is), "x\\");
}

TEST(JsonDocument, ANumberAtTheEndOfTheTextStandsWhereItBegins) {
  Diagnostics diagnostics("j");
  EXPECT_EQ(parse_json("  42", {1, 1}, diagnostics)->at, (Position{1, 3}));
  EXPECT_THAT(diagnostics.take_errors(), IsEmpty());
}

TEST(JsonDocument, WhatIsNoJsonIsToldWithItsPlace) {
  EXPECT_THAT(errors_of("{\n  \"a\": }"), ElementsAre(HasSubstr("j:2:8: error: this is not JSON: ")));
  EXPECT_THAT(errors_of("{} {}"), ElementsAre(HasSubstr("j:1:4: error: ")));
  EXPECT_THAT(errors_of("", {9, 2}), ElementsAre(HasSubstr("j:9:2: error: ")));
  EXPECT_THAT(errors_of("{\"a\": 1, \"a\": 2}"), ElementsAre("j:1:10: error: the key \"a\" stands twice"));
  EXPECT_THAT(errors_of("[18446744073709551615]"), ElementsAre(HasSubstr("j:1:2: error: the number ")));
  EXPECT_THAT(errors_of(std::string(1000, '[')), ElementsAre(HasSubstr("j:1:129: error: more than 128 values")));
}

}  // namespace
}  // namespace maelstrom::config
