// A store in a directory of its own, for tests.
#pragma once

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <memory>
#include <string>
#include <string_view>

#include "os/file.h"
#include "store/store.h"

namespace maelstrom::store {

class StoreTest : public ::testing::Test {
 protected:
  std::unique_ptr<Store> open() { return Store::open({.root = root_}).value(); }
  std::string path_of(const Tree& tree, const std::string& inside) {
    return root_ + "/trees/" + tree.relative_path() + "/" + inside;
  }
  std::string blob_path(const Digest& digest) {
    return root_ + "/blobs/" + digest.hex().substr(0, 2) + "/" + digest.hex();
  }
  std::string host_file(const std::string& name, std::string_view bytes) {
    const std::string path = scratch_.path() + "/" + name;
    EXPECT_TRUE(os::replace_file(path, bytes));
    return path;
  }
  // A tree of one file, `name`, with `bytes` in it.
  static Digest put_tree(Store& store, const std::string& name, std::string_view bytes) {
    const Directory directory{.files = {{name, store.put(bytes).value()}}};
    return store.put_directory(directory).value();
  }

  os::TemporaryDirectory scratch_ = os::TemporaryDirectory::create().value();
  std::string root_ = scratch_.path() + "/store";
};

}  // namespace maelstrom::store
