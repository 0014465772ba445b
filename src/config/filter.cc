#include "config/filter.h"

#include <fmt/format.h>

#include "config/filter_node.h"
#include "config/filter_parser.h"

namespace maelstrom::config {
namespace {

std::optional<std::string> associativity_warning(std::string_view text, const Filter::Node& node) {
  if (!depends_on_associativity(node)) return std::nullopt;
  return fmt::format(
      "\"{}\" is read as \"{}\"; Maelstrom's Rust edition reads it as \"{}\"; write the parentheses to be sure", text,
      to_string(node, Reading::kLeft), to_string(node, Reading::kRight));
}

Filter::Node equal(Field field, std::string_view text) {
  return {.is = Question{field, Equals{std::string(text)}}, .text = std::string(text)};
}

}  // namespace

Filter::Filter(std::shared_ptr<const Node> root) : root_(std::move(root)) {}

Result<Filter> Filter::parse(std::string_view text) {
  TRY_ASSIGN(node, parse_filter(text));
  auto warning = associativity_warning(text, node);
  Filter filter(std::make_shared<const Node>(std::move(node)));
  filter.warning_ = std::move(warning);
  return filter;
}

Filter Filter::all() { return Filter(std::make_shared<const Node>(Node{.is = Constant{true}, .text = "all"})); }

Filter Filter::either(std::span<const Filter> filters) {
  Alternatives all;
  for (const auto& filter : filters) all.operands.push_back(*filter.root_);
  return Filter(std::make_shared<const Node>(Node{.is = std::move(all)}));
}

Filter Filter::case_id(std::string_view id) {
  Alternatives all;
  all.operands.push_back(equal(Field::kName, id));
  for (auto at = id.find("::"); at != std::string_view::npos; at = id.find("::", at + 1)) {
    Chain both{.operators = {"and"}, .subtracts = {false}};
    both.operands.push_back(equal(Field::kArtifact, id.substr(0, at)));
    both.operands.push_back(equal(Field::kName, id.substr(at + 2)));
    all.operands.push_back({.is = std::move(both)});
  }
  return Filter(std::make_shared<const Node>(Node{.is = std::move(all)}));
}

Filter Filter::part_of_case(std::string_view text) {
  Alternatives all;
  for (const auto field : {Field::kArtifact, Field::kName}) {
    all.operands.push_back({.is = Question{field, Contains{std::string(text)}}, .text = std::string(text)});
  }
  return Filter(std::make_shared<const Node>(Node{.is = std::move(all)}));
}

bool Filter::matches(const FilterSubject& subject) const {
  return evaluate(*root_, {.subject = subject, .only_artifact = false}) == Truth::kYes;
}

bool Filter::may_match_artifact(std::string_view artifact) const {
  const FilterSubject subject{.name = {}, .artifact = artifact, .framework = {}};
  return evaluate(*root_, {.subject = subject, .only_artifact = true}) != Truth::kNo;
}

bool Filter::must_match_artifact(std::string_view artifact) const {
  const FilterSubject subject{.name = {}, .artifact = artifact, .framework = {}};
  return evaluate(*root_, {.subject = subject, .only_artifact = true}) == Truth::kYes;
}

void Filter::add_texts(std::vector<std::string>& texts) const { config::add_texts(*root_, texts); }

bool Filter::asks_past() const { return config::asks_past(*root_); }

std::optional<std::string> Filter::warning() const { return warning_; }

}  // namespace maelstrom::config
