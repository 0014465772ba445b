// `maelstrom list containers`: which cases get which container.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/container_view.h"
#include "session/case_list.h"

namespace maelstrom::cli {

class ContainerList {
 public:
  explicit ContainerList(std::string project) : project_(std::move(project)) {}

  void add(const CaseId& id, const session::CasePlanOf& of);

  // Groups of the cases of `list`, in its order: text with a blank line between two, or a JSON object a line.
  std::string text(const session::CaseList& list) const;
  std::string json(const session::CaseList& list) const;

 private:
  struct Group {
    std::size_t view;
    std::vector<CaseId> cases;
  };
  std::vector<Group> groups(const session::CaseList& list) const;

  std::string project_;
  std::vector<ContainerView> views_;
  std::map<std::string, std::size_t> by_text_;
  std::map<std::pair<const config::CasePlan*, Environment>, std::size_t> known_;
  std::map<CaseId, std::size_t> of_case_;
};

}  // namespace maelstrom::cli
