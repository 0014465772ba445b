#include "frameworks/display.h"

#include "frameworks/catch2_output.h"
#include "frameworks/doctest_output.h"
#include "frameworks/gtest_output.h"

namespace maelstrom::frameworks {

std::string own_output(const CaseResult& result) {
  if (!result.job) return {};
  std::string text = result.job->standard_output.text();
  if (result.framework == "gtest") return gtest_own_output(result.id.name, without_colours(text));
  if (result.framework == "catch2") return catch2_own_output(without_colours(text), result.verdict);
  if (result.framework == "doctest") return doctest_own_output(without_colours(text), result.verdict);
  return text;
}

}  // namespace maelstrom::frameworks
