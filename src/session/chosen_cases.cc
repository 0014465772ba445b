#include "session/chosen_cases.h"

#include <set>
#include <string_view>
#include <utility>

namespace maelstrom::session {
namespace {

constexpr std::string_view kDoctest = "--test-case=";
constexpr std::string_view kSpecial = ",[]\"";  // to Catch2, unless a backslash takes the meaning away
constexpr std::string_view kSpecialToDoctest = ",";

// None if there is more in `word` than one name.
std::optional<std::string> unescaped(std::string_view word, std::string_view special) {
  std::string name;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] == '\\' && i + 1 < word.size() && (word[i + 1] == '\\' || special.find(word[i + 1]) != word.npos)) {
      name += word[++i];
    } else if (special.find(word[i]) != word.npos) {
      return std::nullopt;
    } else {
      name += word[i];
    }
  }
  return name;
}

// The one of `names` that `listed` bears; behind it stands what tells cases of one name apart.
const std::string* name_of(const std::string& listed, const std::set<std::string>& names) {
  for (std::size_t end = listed.size(); end != std::string::npos && end > 0; end = listed.rfind(' ', end - 1)) {
    const bool whole = end == listed.size();
    if (!whole && (end + 1 == listed.size() || (listed[end + 1] != '[' && listed[end + 1] != '('))) continue;
    const auto found = names.find(listed.substr(0, end));
    if (found != names.end()) return &*found;
  }
  return nullptr;
}

}  // namespace

std::optional<std::string> name_chosen_by(const CtestTest& test) {
  if (test.command.size() < 2) return std::nullopt;
  std::string_view word = test.command[1];
  const bool of_doctest = word.starts_with(kDoctest);
  if (of_doctest) {
    word.remove_prefix(kDoctest.size());
  } else if (word.starts_with('-') || word.starts_with('/') || word.starts_with('~')) {
    return std::nullopt;  // an option, a path, what is not to be chosen
  }
  auto name = unescaped(word, of_doctest ? kSpecialToDoctest : kSpecial);
  if (!name || name->empty() || test.name.find(*name) == std::string::npos) return std::nullopt;
  return name;
}

CtestTest without_choice(const CtestTest& test) {
  CtestTest common = test;
  common.name.clear();
  common.labels.clear();
  common.command.erase(common.command.begin() + 1);
  return common;
}

void ignore_what_is_not_chosen(const std::vector<ChosenCase>& chosen, std::vector<frameworks::ListedCase>& cases) {
  if (chosen.empty()) return;
  std::set<std::string> names;
  for (const ChosenCase& choice : chosen) names.insert(choice.name);
  std::set<std::string> found;
  std::vector<frameworks::ListedCase*> others;
  for (frameworks::ListedCase& one : cases) {
    const std::string* name = name_of(one.name, names);
    if (name != nullptr) {
      found.insert(*name);
    } else if (one.ignored.empty()) {
      others.push_back(&one);
    }
  }
  if (found.size() < names.size()) return;
  for (frameworks::ListedCase* one : others) one->ignored = "no test of the project chooses it";
}

std::vector<frameworks::ListedCase> tests_as_cases(const std::vector<ChosenCase>& chosen) {
  std::vector<frameworks::ListedCase> cases;
  for (const ChosenCase& choice : chosen) {
    cases.push_back(frameworks::plain_case(choice.whole));
    cases.back().selection = choice.arguments;
  }
  return cases;
}

}  // namespace maelstrom::session
