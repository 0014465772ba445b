// The tree that a filter is parsed into.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/glob.h"
#include "config/filter.h"

namespace maelstrom::config {

// The parts of a case that a filter can look at.
enum class Field : std::uint8_t { kName, kArtifact, kFramework, kSuite, kLabel };

// How the text of a field is compared.
struct Equals {
  std::string text;
};
struct Contains {
  std::string text;
};
struct StartsWith {
  std::string text;
};
struct EndsWith {
  std::string text;
};
struct Matches {
  std::shared_ptr<const re2::RE2> expression;
};
using Matcher = std::variant<Equals, Contains, StartsWith, EndsWith, Matches, Glob>;

bool compare(const Matcher& matcher, std::string_view text);

struct Constant {
  bool value = false;
};
struct Question {
  Field field;
  Matcher matcher;
};

// What earlier runs tell: failed, new, slow(>1s).
struct PastQuestion {
  enum class Kind : std::uint8_t { kFailed, kNew, kSlower, kFaster } kind{};
  std::chrono::nanoseconds limit{0};
};

// Operands joined by `and` (selected by both) and difference (by the first, not by the second). Both
// stand on one level and associate to the left, which makes a chain one flat conjunction.
struct Chain {
  std::vector<Filter::Node> operands;
  std::vector<std::string> operators;  // as written; one fewer than operands
  std::vector<bool> subtracts;         // of each operator
};
struct Alternatives {
  std::vector<Filter::Node> operands;
  std::vector<std::string> operators;  // as written; empty if the alternatives were not written
};

struct Filter::Node {
  std::variant<Constant, Question, PastQuestion, Chain, Alternatives> is;
  std::string text;  // of what has no operands, as written
  bool negated = false;

  bool is_simple() const { return !std::holds_alternative<Chain>(is) && !std::holds_alternative<Alternatives>(is); }
};

// Whether a case is selected, if that can be said from what is known.
enum class Truth : std::uint8_t { kNo, kYes, kUnknown };

struct KnownSubject {
  const FilterSubject& subject;
  bool only_artifact;  // name and framework are not known
};
Truth evaluate(const Filter::Node& node, const KnownSubject& known);

bool asks_past(const Filter::Node& node);

// See Filter::add_texts().
void add_texts(const Filter::Node& node, std::vector<std::string>& texts);

// Whether reading the chains of `node` to the right could select differently: one of them goes on
// after a difference.
bool depends_on_associativity(const Filter::Node& node);

// The expression with the parentheses of a reading written out where readings differ.
enum class Reading : std::uint8_t { kLeft, kRight };
std::string to_string(const Filter::Node& node, Reading reading);

}  // namespace maelstrom::config
