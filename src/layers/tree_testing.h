// For tests: a store of one's own, a project directory, and trees as text.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/strings.h"
#include "layers/layer_builder.h"
#include "os/file.h"
#include "os/inode.h"
#include "store/store.h"

namespace maelstrom::layers {

// What `tree` holds, sorted by path: "d PATH", "f SIZE PATH" ("x" if executable, "p" if a pipe), "l PATH -> TARGET".
// Properties follow in brackets: "[4755 @1000]". What hides lower layers: "w PATH", "o DIRECTORY".
inline void list_tree(store::Store& store, const Digest& tree, const std::string& path,
                      std::vector<std::string>& lines) {
  const auto bytes = store.get(tree);
  ASSERT_TRUE(bytes) << bytes.error().message();
  const auto directory = Directory::decode(*bytes);
  ASSERT_TRUE(directory) << directory.error().message();
  const auto describe = [](const NodeProperties& properties) {
    std::string text;
    if (properties.unix_mode) {
      for (int shift = 9; shift >= 0; shift -= 3) text += static_cast<char>('0' + (*properties.unix_mode >> shift & 7));
    }
    if (properties.stub) text += " stub";
    if (properties.mtime_seconds) text += " @" + std::to_string(*properties.mtime_seconds);
    return text.empty() ? text : " [" + text + "]";
  };
  if (!path.empty() || !directory->properties.empty()) {
    lines.push_back("d " + (path.empty() ? "/" : path) + describe(directory->properties));
  }
  if (directory->opaque) lines.push_back("o " + (path.empty() ? "/" : path));
  const std::string below = path + "/";
  for (const auto& name : directory->whiteouts) lines.push_back(std::string("w ").append(below).append(name));
  for (const auto& file : directory->files) {
    EXPECT_TRUE(store.contains(file.digest)) << path << "/" << file.name << " is not in the store";
    lines.push_back((file.properties.fifo ? "p "
                     : file.executable    ? "x "
                                          : "f ") +
                    std::to_string(file.digest.size) + " " + path + "/" + file.name + describe(file.properties));
  }
  for (const auto& link : directory->symlinks) lines.push_back("l " + below + link.name + " -> " + link.target);
  for (const auto& child : directory->directories) list_tree(store, child.digest, path + "/" + child.name, lines);
}

class LayerTest : public testing::Test {
 protected:
  std::string project() const { return scratch_.path() + "/project"; }

  // Makes a file of the project with its parents.
  void write(const std::string& path, const std::string& content, mode_t mode = 0644) {
    const std::string whole = project() + "/" + path;
    ASSERT_TRUE(os::make_directories(whole.substr(0, whole.rfind('/'))));
    ASSERT_TRUE(os::replace_file(whole, content, mode));
  }
  void make_directory(const std::string& path) { ASSERT_TRUE(os::make_directories(project() + "/" + path)); }
  void link(const std::string& path, const std::string& target) {
    ASSERT_TRUE(os::symlink(target, {AT_FDCWD, project() + "/" + path}));
  }

  Result<BuiltLayer> build(const LayerSpec& spec) { return LayerBuilder(*store_, project()).build(spec); }

  std::vector<std::string> lines_of(const Digest& tree) {
    std::vector<std::string> lines;
    list_tree(*store_, tree, "", lines);
    return lines;
  }

  // The built tree as text; one line with the error if there is none.
  std::vector<std::string> tree_of(const LayerSpec& spec) {
    const auto built = build(spec);
    if (!built) return {"error: " + built.error().message()};
    EXPECT_TRUE(store_->tree(built->tree)) << "the store cannot make the tree";
    return lines_of(built->tree);
  }

  std::string error_of(const LayerSpec& spec) {
    const auto built = build(spec);
    return built ? "no error" : built.error().message();
  }

  void SetUp() override {
    ASSERT_TRUE(os::make_directories(project()));
    auto opened = store::Store::open({.root = scratch_.path() + "/store"});
    ASSERT_TRUE(opened) << opened.error().message();
    store_ = std::move(*opened);
  }

  os::TemporaryDirectory scratch_ = os::TemporaryDirectory::create("maelstrom-layers-").value();
  std::unique_ptr<store::Store> store_;
};

}  // namespace maelstrom::layers
