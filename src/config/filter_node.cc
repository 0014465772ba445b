#include "config/filter_node.h"

#include <algorithm>

namespace maelstrom::config {
namespace {

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

Truth truth(bool value) { return value ? Truth::kYes : Truth::kNo; }

Truth opposite(Truth value) {
  if (value == Truth::kUnknown) return value;
  return truth(value == Truth::kNo);
}

Truth ask(const Question& question, const KnownSubject& known) {
  if (known.only_artifact && question.field != Field::kArtifact) return Truth::kUnknown;
  switch (question.field) {
    case Field::kName:
      return truth(compare(question.matcher, known.subject.name));
    case Field::kArtifact:
      return truth(compare(question.matcher, known.subject.artifact));
    case Field::kFramework:
      return truth(compare(question.matcher, known.subject.framework));
    case Field::kSuite:
      return truth(compare(question.matcher, known.subject.suite));
    case Field::kLabel: {
      const auto fits = [&](const std::string& label) { return compare(question.matcher, label); };
      return truth(std::ranges::any_of(known.subject.labels, fits) || std::ranges::any_of(known.subject.tags, fits) ||
                   std::ranges::any_of(known.subject.given, fits));
    }
  }
  return Truth::kNo;
}

Truth ask(const PastQuestion& question, const KnownSubject& known) {
  if (known.only_artifact) return Truth::kUnknown;
  const PastOfCase& past = known.subject.past;
  switch (question.kind) {
    case PastQuestion::Kind::kFailed:
      return truth(past.failed);
    case PastQuestion::Kind::kNew:
      return truth(!past.known);
    case PastQuestion::Kind::kSlower:
      return truth(past.known && past.expected > question.limit);
    case PastQuestion::Kind::kFaster:
      return truth(past.known && past.expected < question.limit);
  }
  return Truth::kNo;
}

Truth ask(const Chain& chain, const KnownSubject& known) {
  Truth all = Truth::kYes;
  for (std::size_t i = 0; i < chain.operands.size(); ++i) {
    Truth one = evaluate(chain.operands[i], known);
    if (i > 0 && chain.subtracts[i - 1]) one = opposite(one);
    if (one == Truth::kNo) return one;
    if (one == Truth::kUnknown) all = one;
  }
  return all;
}

Truth ask(const Alternatives& alternatives, const KnownSubject& known) {
  Truth any = Truth::kNo;
  for (const auto& operand : alternatives.operands) {
    const Truth one = evaluate(operand, known);
    if (one == Truth::kYes) return one;
    if (one == Truth::kUnknown) any = one;
  }
  return any;
}

Truth ask(const Constant& constant, const KnownSubject&) { return truth(constant.value); }

bool has_difference_before_the_end(const Chain& chain) {
  return !chain.subtracts.empty() &&
         std::find(chain.subtracts.begin(), chain.subtracts.end() - 1, true) != chain.subtracts.end() - 1;
}

// An operand that is an expression of its own needs parentheses.
std::string operand_text(const Filter::Node& node, Reading reading) {
  if (node.is_simple() || node.negated) return to_string(node, reading);
  return "(" + to_string(node, reading) + ")";
}

std::string chain_text(const Chain& chain, Reading reading) {
  const bool plain = !has_difference_before_the_end(chain);
  const auto written = [&](std::size_t i) { return " " + chain.operators[i] + " "; };
  std::string text = operand_text(chain.operands.front(), reading);
  if (plain || reading == Reading::kLeft) {
    for (std::size_t i = 1; i < chain.operands.size(); ++i) {
      if (!plain && i > 1) text.insert(0, "(").append(")");
      text += written(i - 1) + operand_text(chain.operands[i], reading);
    }
    return text;
  }
  for (std::size_t i = 1; i < chain.operands.size(); ++i) {
    const bool last = i + 1 == chain.operands.size();
    text += written(i - 1) + (last ? "" : "(") + operand_text(chain.operands[i], reading);
  }
  return text.append(chain.operands.size() - 2, ')');
}

std::string alternatives_text(const Alternatives& alternatives, Reading reading) {
  std::string text;
  for (std::size_t i = 0; i < alternatives.operands.size(); ++i) {
    if (i > 0) text += " " + (alternatives.operators.empty() ? "or" : alternatives.operators[i - 1]) + " ";
    text += operand_text(alternatives.operands[i], reading);
  }
  return text;
}

}  // namespace

bool compare(const Matcher& matcher, std::string_view text) {
  return std::visit(Overloaded{
                        [&](const Equals& m) { return text == m.text; },
                        [&](const Contains& m) { return text.find(m.text) != std::string_view::npos; },
                        [&](const StartsWith& m) { return text.starts_with(m.text); },
                        [&](const EndsWith& m) { return text.ends_with(m.text); },
                        [&](const Matches& m) { return re2::RE2::PartialMatch(piece(text), *m.expression); },
                        [&](const Glob& m) { return m.matches(text); },
                    },
                    matcher);
}

Truth evaluate(const Filter::Node& node, const KnownSubject& known) {
  const Truth value = std::visit([&](const auto& is) { return ask(is, known); }, node.is);
  return node.negated ? opposite(value) : value;
}

bool asks_past(const Filter::Node& node) {
  const auto in_operands = [](const auto& is) { return std::ranges::any_of(is.operands, asks_past); };
  if (const auto* chain = std::get_if<Chain>(&node.is)) return in_operands(*chain);
  if (const auto* alternatives = std::get_if<Alternatives>(&node.is)) return in_operands(*alternatives);
  return std::holds_alternative<PastQuestion>(node.is);
}

void add_texts(const Filter::Node& node, std::vector<std::string>& texts) {
  if (node.negated) return;
  if (const auto* chain = std::get_if<Chain>(&node.is)) {
    for (std::size_t i = 0; i < chain->operands.size(); ++i) {
      if (i == 0 || !chain->subtracts[i - 1]) add_texts(chain->operands[i], texts);
    }
  } else if (const auto* alternatives = std::get_if<Alternatives>(&node.is)) {
    for (const Filter::Node& operand : alternatives->operands) add_texts(operand, texts);
  } else if (const auto* question = std::get_if<Question>(&node.is)) {
    std::visit(Overloaded{[&](const Equals& is) { texts.push_back(is.text); },
                          [&](const Contains& is) { texts.push_back(is.text); },
                          [&](const StartsWith& is) { texts.push_back(is.text); },
                          [&](const EndsWith& is) { texts.push_back(is.text); }, [](const auto&) {}},
               question->matcher);
  }
}

bool depends_on_associativity(const Filter::Node& node) {
  const auto in_operands = [](const auto& is) { return std::ranges::any_of(is.operands, depends_on_associativity); };
  if (const auto* chain = std::get_if<Chain>(&node.is)) {
    return has_difference_before_the_end(*chain) || in_operands(*chain);
  }
  if (const auto* alternatives = std::get_if<Alternatives>(&node.is)) return in_operands(*alternatives);
  return false;
}

std::string to_string(const Filter::Node& node, Reading reading) {
  std::string text =
      std::visit(Overloaded{
                     [&](const Chain& chain) { return chain_text(chain, reading); },
                     [&](const Alternatives& alternatives) { return alternatives_text(alternatives, reading); },
                     [&](const auto&) { return node.text; },
                 },
                 node.is);
  if (!node.negated) return text;
  return node.is_simple() ? "!" + text : "!(" + text + ")";
}

}  // namespace maelstrom::config
