#include "layers/script.h"

#include <gtest/gtest.h>

#include "os/file.h"

namespace maelstrom::layers {
namespace {

TEST(Script, HasAnInterpreterAndWhatStandsBehindItAsOneArgument) {
  EXPECT_EQ(parse_script("#!/bin/sh\nexit 0\n"), (Script{"/bin/sh", ""}));
  EXPECT_EQ(parse_script("#! \t/usr/bin/env  -S python3 -u \t\nx"), (Script{"/usr/bin/env", "-S python3 -u"}));
  EXPECT_EQ(parse_script("#!/bin/sh"), (Script{"/bin/sh", ""}));
}

TEST(Script, OtherTextsAreNone) {
  for (const char* head : {"", "#", "#!", "#! \n/bin/sh",
                           "\x7f"
                           "ELF",
                           " #!/bin/sh", "echo\n#!/bin/sh"}) {
    EXPECT_EQ(parse_script(head), std::nullopt) << head;
  }
}

TEST(Script, OnlyTheHeadOfAFileIsRead) {
  const auto directory = os::TemporaryDirectory::create();
  ASSERT_TRUE(directory);
  const std::string path = directory->path() + "/script";
  ASSERT_TRUE(os::replace_file(path, "#!/bin/" + std::string(300, 'x') + "\n", 0644));
  const auto script = read_script(path);
  ASSERT_TRUE(script && *script);
  EXPECT_EQ((*script)->interpreter.size(), 254U);
  EXPECT_FALSE(read_script(directory->path() + "/gone"));
}

}  // namespace
}  // namespace maelstrom::layers
