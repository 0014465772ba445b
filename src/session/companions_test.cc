#include "session/companions.h"

#include <gmock/gmock.h>

#include <map>

namespace maelstrom::session {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CompanionsTest : public ::testing::Test {
 protected:
  Companions of(frameworks::Artifact artifact) {
    return companions_of(artifact, {.elf = [this](const std::string& path) -> Result<ElfFacts> {
                                      const auto found = programs_.find(path);
                                      if (found == programs_.end()) return fail(ErrorCode::kNotFound, path);
                                      return found->second;
                                    },
                                    .script = [this](const std::string& path) -> Result<std::optional<layers::Script>> {
                                      const auto found = scripts_.find(path);
                                      if (found == scripts_.end()) return std::nullopt;
                                      return layers::parse_script(found->second);
                                    }});
  }

  const ElfFacts dynamic_{.interpreter = "/lib/ld.so"};
  std::map<std::string, ElfFacts> programs_{
      {"/b/t", dynamic_}, {"/bin/sh", dynamic_}, {"/usr/bin/env", dynamic_}, {"/usr/bin/python3", dynamic_}};
  std::map<std::string, std::string> scripts_{{"/p/shell", "#!/bin/sh -e"},
                                              {"/p/python", "#!/usr/bin/env python3"},
                                              {"/p/split", "#!/usr/bin/env -S A=1 python3 -u"},
                                              {"/p/script", "#!/p/shell"},
                                              {"/p/gone", "#!/usr/bin/env nobody"},
                                              {"/p/relative", "#!sh"},
                                              {"/p/self", "#!/p/self"}};
};

TEST_F(CompanionsTest, AProgramHasItsLibraries) {
  const Companions found = of({.program = "/b/t"});
  EXPECT_THAT(found.files, IsEmpty());
  EXPECT_THAT(found.linked, ElementsAre("/b/t"));
}

TEST_F(CompanionsTest, AScriptHasItsInterpreterAndThatOnesLibraries) {
  const Companions found = of({.program = "/p/shell"});
  EXPECT_THAT(found.files, ElementsAre("/bin/sh"));
  EXPECT_THAT(found.linked, ElementsAre("/bin/sh"));
}

TEST_F(CompanionsTest, OfEnvBothItAndWhatItFinds) {
  for (const char* program : {"/p/python", "/p/split"}) {
    const Companions found = of({.program = program});
    EXPECT_THAT(found.files, ElementsAre("/usr/bin/env", "/usr/bin/python3")) << program;
    EXPECT_THAT(found.linked, ElementsAre("/usr/bin/env", "/usr/bin/python3"));
  }
  programs_["/own/python3"] = dynamic_;
  EXPECT_THAT(of({.program = "/p/python", .environment = {{"PATH", ":/gone:/own:/usr/bin"}}}).files,
              ElementsAre("/own/python3", "/usr/bin/env"));
  EXPECT_THAT(of({.program = "/p/gone"}).files, ElementsAre("/usr/bin/env"));
}

TEST_F(CompanionsTest, AnInterpreterMayBeAScript) {
  EXPECT_THAT(of({.program = "/p/script"}).files, ElementsAre("/bin/sh", "/p/shell"));
  EXPECT_THAT(of({.program = "/p/self"}).linked, IsEmpty());
  EXPECT_THAT(of({.program = "/p/relative"}).linked, IsEmpty());
}

TEST_F(CompanionsTest, FilesThatAreProgramsHaveTheirsToo) {
  programs_["/p/tool"] = {.needed = {"libx.so"}};
  programs_["/p/object.o"] = {};
  const Companions found = of({.program = "/b/t", .files = {"/p/tool", "/p/object.o", "/p/text", "/p/python"}});
  EXPECT_THAT(found.linked, ElementsAre("/b/t", "/p/tool", "/usr/bin/env", "/usr/bin/python3"));
  EXPECT_THAT(found.files, ElementsAre("/usr/bin/env", "/usr/bin/python3"));
}

}  // namespace
}  // namespace maelstrom::session
