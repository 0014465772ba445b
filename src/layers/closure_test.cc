// With programs and libraries that are compiled here, and the loader that is to find them.
#include "layers/closure.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdlib>

#include "layers/elf.h"
#include "layers/ld_cache_testing.h"
#include "layers/libraries_layer.h"
#include "layers/tree_testing.h"

namespace maelstrom::layers {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ClosureTest : public LayerTest {
 protected:
  // A command in the project directory.
  static bool has(const std::string& command) {
    return std::system(command.c_str()) == 0;
  }  // NOLINT(concurrency-mt-unsafe)
  bool sh(const std::string& command) const {
    return has(fmt::format("cd '{}' && {{ {} ; }} >log 2>&1", project(), command));
  }
  void run(const std::string& command) const {
    ASSERT_TRUE(sh(command)) << command << "\n" << os::read_file(project() + "/log").value_or("");
  }

  // test → liba.so → libb.so, both in lib/; flags for the linking of the program and of liba.
  void compile(const std::string& program_flags, const std::string& liba_flags) {
    if (!has("cc --version >/dev/null 2>&1")) GTEST_SKIP() << "no C compiler";
    write("b.c", "int b(void) { return 7; }\n");
    write("a.c", "int b(void); int a(void) { return b(); }\n");
    write("t.c", "int a(void); int main(void) { return a() == 7 ? 0 : 1; }\n");
    make_directory("lib");
    run("cc -shared -fPIC -Wl,-soname,libb.so -o lib/libb.so b.c");
    run("cc -shared -fPIC -Wl,-soname,liba.so -o lib/liba.so a.c -Llib -lb " + liba_flags);
    run("cc -o t t.c -Llib -la -Wl,--allow-shlib-undefined -Wl,--no-as-needed " + program_flags);
  }

  std::vector<std::string> closure(const std::string& program = "t") {
    return tree_of(SharedLibrariesLayer{{project() + "/" + program}, {}});
  }
  std::string missing(const std::string& program = "t") {
    return error_of(SharedLibrariesLayer{{project() + "/" + program}, {}});
  }

  // Runs the program t in a root that holds it and the tree, and nothing else.
  void expect_runs_inside(const Digest& digest) {
    const auto tree = store_->tree(digest);
    ASSERT_TRUE(tree) << tree.error().message();
    const std::string root = scratch_.path() + "/root";
    run(fmt::format("cp -a '{0}/{1}' '{2}' && chmod -R u+w '{2}' && mkdir -p '{2}{3}' && cp t '{2}{3}/t'",
                    store_->trees_root(), tree->relative_path(), root, project()));
    if (!sh("unshare -rm true")) GTEST_SKIP() << "no user namespaces";
    // The loader learns $ORIGIN of the program from /proc/self/exe.
    run(
        fmt::format("mkdir -p '{0}/proc' && unshare -rm sh -c 'mount --rbind /proc \"$0/proc\" && exec "
                    "/usr/sbin/chroot \"$0\" \"$1/t\"' '{0}' '{1}'",
                    root, project()));
  }
  void expect_runs_inside() {
    const auto built = build(SharedLibrariesLayer{{project() + "/t"}, {}});
    ASSERT_TRUE(built) << built.error().message();
    expect_runs_inside(built->tree);
  }
};

TEST_F(ClosureTest, RunpathWithOriginIsFoundAndTheProgramRuns) {
  compile("-Wl,--enable-new-dtags '-Wl,-rpath,$ORIGIN/lib'", "-Wl,--enable-new-dtags '-Wl,-rpath,$ORIGIN'");
  EXPECT_THAT(closure(), AllOf(Contains(EndsWith(project() + "/lib/liba.so")),
                               Contains(EndsWith(project() + "/lib/libb.so")), Not(Contains(EndsWith("/t")))));
  expect_runs_inside();
}

TEST_F(ClosureTest, RpathIsInheritedAndTheProgramRuns) {
  compile("-Wl,--disable-new-dtags '-Wl,-rpath,${ORIGIN}/lib'", "");
  EXPECT_THAT(closure(), Contains(EndsWith(project() + "/lib/libb.so")));
  expect_runs_inside();
}

TEST_F(ClosureTest, RunpathIsNotInherited) {
  compile("-Wl,--enable-new-dtags '-Wl,-rpath,$ORIGIN/lib'", "");
  EXPECT_FALSE(sh("./t")) << "the loader of this machine finds it";
  EXPECT_THAT(missing(),
              AllOf(HasSubstr("libb.so is not there"),
                    HasSubstr("needed by " + project() + "/lib/liba.so, which is needed by " + project() + "/t"),
                    HasSubstr("/lib/x86_64-linux-gnu/libb.so")));
}

TEST_F(ClosureTest, ARunpathOfTheLibraryItselfHidesTheRpathsAboveIt) {
  compile("-Wl,--disable-new-dtags '-Wl,-rpath,$ORIGIN/lib'", "-Wl,--enable-new-dtags -Wl,-rpath,/nowhere");
  EXPECT_FALSE(sh("./t")) << "the loader of this machine finds it";
  EXPECT_THAT(missing(), AllOf(HasSubstr("libb.so is not there"), HasSubstr("/nowhere/libb.so")));
}

TEST_F(ClosureTest, WhatOnlyTheCacheKnowsIsLinkedIntoADirectoryThatTheLoaderKnows) {
  compile("", "");
  const std::string lib = project() + "/lib/";
  auto cache = LdCache::parse(ld_cache_of({{"liba.so", lib + "liba.so"}, {"libb.so", lib + "libb.so"}}));
  ASSERT_TRUE(cache);
  ElfMemo memo;
  Closure closure(memo, std::move(*cache));
  TreeBuilder tree;
  const SharedLibrariesLayer layer{{project() + "/t"}, {}};
  const auto added = add_libraries(layer, HostSource(*store_, project(), {}), closure, tree);
  ASSERT_TRUE(added) << added.error().message();
  const auto digest = tree.store(*store_);
  ASSERT_TRUE(digest);
  EXPECT_THAT(lines_of(*digest), Contains("l /lib/x86_64-linux-gnu/liba.so -> " + lib + "liba.so"));
  expect_runs_inside(*digest);
}

TEST_F(ClosureTest, WithLibcComesWhatItOpensByItself) {
  write("c.c", "int main(void) { return 0; }\n");
  if (!sh("cc -o t c.c")) GTEST_SKIP() << "no C compiler";
  EXPECT_THAT(closure(), Contains(EndsWith("/lib/x86_64-linux-gnu/libgcc_s.so.1")));
  expect_runs_inside();
}

TEST_F(ClosureTest, FollowedLinksAreFilesAtTheirOwnPath) {
  write("c.c", "int main(void) { return 0; }\n");
  if (!sh("cc -o t c.c")) GTEST_SKIP() << "no C compiler";
  const auto tree = tree_of(SharedLibrariesLayer{{"t"}, {.follow_symlinks = true}});
  EXPECT_THAT(tree, Contains(AllOf(HasSubstr("x "), EndsWith(" /lib64/ld-linux-x86-64.so.2"))));
  EXPECT_THAT(tree, Not(Contains(HasSubstr("->"))));
}

TEST_F(ClosureTest, AStaticProgramNeedsNothing) {
  write("c.c", "int main(void) { return 0; }\n");
  if (!sh("cc -static -o t c.c")) GTEST_SKIP() << "no static C library";
  EXPECT_THAT(closure(), IsEmpty());
}

TEST_F(ClosureTest, AMissingInterpreterIsNamed) {
  write("c.c", "int main(void) { return 0; }\n");
  if (!sh("cc -Wl,--dynamic-linker=/no/ld.so -o t c.c")) GTEST_SKIP() << "no C compiler";
  EXPECT_THAT(missing(), AllOf(HasSubstr(project() + "/t"), HasSubstr("/no/ld.so is not there"), HasSubstr("x86-64")));
}

TEST_F(ClosureTest, LibrariesOfAnotherArchitectureAreNoneForIt) {
  compile("'-Wl,-rpath,$ORIGIN/lib'", "'-Wl,-rpath,$ORIGIN'");
  std::string bytes = os::read_file(project() + "/lib/libb.so").value();
  bytes[18] = static_cast<char>(183);  // e_machine: AArch64
  write("lib/libb.so", bytes);
  EXPECT_THAT(missing(), AllOf(HasSubstr("libb.so is not there"), HasSubstr("is for AArch64, not x86-64")));
}

TEST_F(ClosureTest, WhatIsNoElfFileIsNamed) {
  write("script", "#!/bin/sh\n", 0755);
  EXPECT_THAT(missing("script"), AllOf(HasSubstr("/script"), HasSubstr("not an ELF file")));
  EXPECT_THAT(missing("none"), AllOf(HasSubstr("/none"), HasSubstr("No such file")));
  write("object.c", "int x;\n");
  if (!sh("cc -c object.c")) GTEST_SKIP() << "no C compiler";
  EXPECT_THAT(missing("object.o"), HasSubstr("neither a program nor a shared library"));
}

TEST_F(ClosureTest, EveryTruncationOfALibraryIsFactsOrAnErrorThatNamesIt) {
  compile("", "");
  const std::string bytes = os::read_file(project() + "/lib/liba.so").value();
  ASSERT_THAT(read_elf(project() + "/lib/liba.so").value().needed, Contains("libb.so"));
  for (std::size_t size = 0; size < bytes.size(); size += 61) {
    write("cut", bytes.substr(0, size));
    const auto facts = read_elf(project() + "/cut");
    EXPECT_TRUE(facts || facts.error().message().find("/cut") != std::string::npos) << size;
  }
}

TEST_F(ClosureTest, MarkersAreFoundInStringTablesAndReadOnlyData) {
  write(
      "c.c",
      "const char *say(void) { return \"a marker in rodata\"; }\nint a_symbol; int main(void) { return say()[0]; }\n");
  if (!sh("cc -o t c.c")) GTEST_SKIP() << "no C compiler";
  const std::vector<std::string> markers{"a marker in rodata", "a_symbol", "absent"};
  const auto facts = read_elf(project() + "/t", markers);
  ASSERT_TRUE(facts);
  EXPECT_THAT(facts->markers, ElementsAre("a marker in rodata", "a_symbol"));
}

}  // namespace
}  // namespace maelstrom::layers
