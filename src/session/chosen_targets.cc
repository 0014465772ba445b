#include "session/chosen_targets.h"

#include <algorithm>
#include <string>
#include <utility>

#include "session/paths.h"

namespace maelstrom::session {
namespace {

bool makes(const std::vector<CmakeTarget>& targets, const std::string& file) {
  return std::ranges::any_of(targets, [&](const CmakeTarget& target) {
    return std::ranges::find(target.products, file) != target.products.end();
  });
}

bool stands_alone(const TestBinary& binary, const ChosenTargets& chosen) {
  const frameworks::Artifact& artifact = binary.artifact;
  if (!makes(chosen.built, artifact.program) || binary.fixtures.has_any()) return false;
  const auto is_of_others = [&](const std::string& file) { return makes(chosen.others, file); };
  return std::ranges::none_of(artifact.files, is_of_others) && std::ranges::none_of(artifact.linked, is_of_others) &&
         std::ranges::none_of(binary.required, is_of_others);
}

// A test that is not built is known by its own name, or by that of the target that is to tell of it.
bool is_left_out(const std::string& test, const ChosenTargets& chosen) {
  return std::ranges::any_of(chosen.others, [&](const CmakeTarget& target) { return target.name == test; });
}

}  // namespace

ChosenTargets choose_targets(std::vector<CmakeTarget> targets, const AsksFor& asks) {
  ChosenTargets chosen;
  bool leaves_programs_out = false;
  for (CmakeTarget& target : targets) {
    const bool asked = target.is_program && std::ranges::any_of(target.products, [&](const std::string& product) {
                         return asks(file_name(product));
                       });
    leaves_programs_out |= target.is_program && !asked;
    (asked ? chosen.built : chosen.others).push_back(std::move(target));
  }
  if (!leaves_programs_out) return {};
  return chosen;
}

bool suffices(const ChosenTargets& chosen, const CtestArtifacts& found, const AsksFor& asks) {
  const bool known = std::ranges::all_of(found.not_built, [&](const auto& test) { return is_left_out(test, chosen); });
  return known && std::ranges::all_of(found.binaries, [&](const TestBinary& binary) {
           return !asks(binary.artifact.name) || stands_alone(binary, chosen);
         });
}

}  // namespace maelstrom::session
