// What a case would get, field by field, and who said so.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/container_values.h"
#include "core/test_case.h"
#include "session/case_list.h"

namespace maelstrom::cli {

struct ContainerView {
  struct Part {
    OrderedJson value;
    std::string origin;  // "maelstrom.toml:3:1: a directive"
  };
  struct Field {
    std::string name;
    std::vector<Part> parts;  // of a list, one for each element
    bool is_list = false;
  };
  std::vector<Field> fields;                // but the environment
  std::map<std::string, Part> environment;  // by variable
};

// Files below `project` are named from there.
ContainerView view_of(const session::CasePlanOf& of, const std::string& project);

// As a maelstrom.toml would say it, each line with a comment that tells its origin.
std::string container_text(const ContainerView& view);
// {"user": {"value": 0, "origin": "..."}, "layers": [{"value": ..., "origin": ...}], "environment": {"HOME": ...}}
OrderedJson container_json(const ContainerView& view);

// The cases that get the same container: "# a_test::S.One, a_test::S.Two, a_test::T.One and 40 more".
std::string heading_of(const std::vector<CaseId>& cases);

}  // namespace maelstrom::cli
