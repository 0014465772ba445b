#include "cli/container_list.h"

#include <algorithm>

#include "base/strings.h"

namespace maelstrom::cli {

void ContainerList::add(const CaseId& id, const session::CasePlanOf& of) {
  const auto [known, is_new] = known_.try_emplace({&of.plan, of.added}, views_.size());
  if (is_new) {
    ContainerView view = view_of(of, project_);
    const auto [same, is_first] = by_text_.try_emplace(container_text(view), views_.size());
    if (is_first) views_.push_back(std::move(view));
    known->second = same->second;
  }
  of_case_.insert_or_assign(id, known->second);
}

std::vector<ContainerList::Group> ContainerList::groups(const session::CaseList& list) const {
  std::vector<Group> groups;
  for (const session::KnownArtifact& artifact : list.artifacts) {
    for (const session::KnownCase& test : artifact.cases) {
      CaseId id{artifact.binary.artifact.name, test.name};
      const auto view = of_case_.find(id);
      if (view == of_case_.end()) continue;  // the listing was ended before its container was known
      auto group = std::ranges::find(groups, view->second, &Group::view);
      if (group == groups.end()) group = groups.insert(groups.end(), {view->second, {}});
      group->cases.push_back(std::move(id));
    }
  }
  return groups;
}

std::string ContainerList::text(const session::CaseList& list) const {
  std::string text;
  for (const Group& group : groups(list)) {
    text += (text.empty() ? "" : "\n") + heading_of(group.cases) + "\n" + container_text(views_[group.view]);
  }
  return text;
}

std::string ContainerList::json(const session::CaseList& list) const {
  std::string text;
  for (const Group& group : groups(list)) {
    OrderedJson cases = OrderedJson::array();
    for (const CaseId& id : group.cases) {
      cases.push_back(OrderedJson{{"artifact", to_utf8(id.artifact)}, {"name", to_utf8(id.name)}});
    }
    text += OrderedJson{{"cases", std::move(cases)}, {"container", container_json(views_[group.view])}}.dump() + "\n";
  }
  return text;
}

}  // namespace maelstrom::cli
