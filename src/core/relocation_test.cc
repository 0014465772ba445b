#include "core/relocation.h"

#include <gtest/gtest.h>

namespace maelstrom {
namespace {

const Relocation kMove{"/home/me/p", "/project"};

TEST(Relocation, APathBelowMovesWithItsDirectory) {
  EXPECT_EQ(relocated("/home/me/p", kMove), "/project");
  EXPECT_EQ(relocated("/home/me/p/a/b", kMove), "/project/a/b");
  EXPECT_EQ(relocated("/home/me/pp/a", kMove), "/home/me/pp/a");
  EXPECT_EQ(relocated("/mnt/home/me/p/a", kMove), "/mnt/home/me/p/a");
  EXPECT_EQ(relocated("a", kMove), "a");
}

TEST(Relocation, EveryPathOfATextMoves) {
  EXPECT_EQ(relocated_in("/home/me/p/a", kMove), "/project/a");
  EXPECT_EQ(relocated_in("--data=/home/me/p/x:/usr:/home/me/p", kMove), "--data=/project/x:/usr:/project");
  EXPECT_EQ(relocated_in("-I/home/me/p/x", kMove), "-I/project/x");
  EXPECT_EQ(relocated_in("run '/home/me/p/x' @/home/me/p/y", kMove), "run '/project/x' @/project/y");
}

TEST(Relocation, WhatOnlyLooksLikeItStays) {
  for (const char* text : {"/mnt/home/me/p/a", "/home/me/pp", "https://host/home/me/p", "-I/usr/home/me/p", "", "/"}) {
    EXPECT_EQ(relocated_in(text, kMove), text);
  }
}

TEST(Relocation, AnInsidePathMayHoldTheOutsideOne) {
  EXPECT_EQ(relocated_in("/a/x:/a", {"/a", "/a/a"}), "/a/a/x:/a/a");
  EXPECT_EQ(relocated_in("/a/a/x", {"/a/a", "/a"}), "/a/x");
  EXPECT_EQ(relocated_in("/p/x", {"/p", "/p"}), "/p/x");
}

}  // namespace
}  // namespace maelstrom
