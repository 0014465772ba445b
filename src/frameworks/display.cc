#include "frameworks/display.h"

#include "frameworks/gtest_output.h"

namespace maelstrom::frameworks {

std::string own_output(const CaseResult& result) {
  if (!result.job) return {};
  std::string text = result.job->standard_output.text();
  if (result.framework != "gtest") return text;
  return gtest_own_output(result.id.name, without_colours(text));
}

}  // namespace maelstrom::frameworks
