#include "store/store.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "os/file.h"
#include "os/inode.h"

namespace maelstrom::store {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class StoreTest : public ::testing::Test {
 protected:
  std::unique_ptr<Store> open() { return Store::open({.root = root_}).value(); }
  std::string path_of(const Tree& tree, const std::string& inside) {
    return root_ + "/trees/" + tree.relative_path() + "/" + inside;
  }
  std::string host_file(const std::string& name, std::string_view bytes) {
    const std::string path = scratch_.path() + "/" + name;
    EXPECT_TRUE(os::replace_file(path, bytes));
    return path;
  }

  os::TemporaryDirectory scratch_ = os::TemporaryDirectory::create().value();
  std::string root_ = scratch_.path() + "/store";
};

TEST_F(StoreTest, GivesBackWhatWasPut) {
  const auto store = open();
  const auto digest = store->put("hello").value();
  EXPECT_EQ(digest, digest_of("hello"));
  EXPECT_EQ(store->get(digest).value(), "hello");
  EXPECT_TRUE(store->contains(digest));
  EXPECT_FALSE(store->contains(digest_of("other")));
  EXPECT_EQ(store->get(digest_of("other")).error().code(), ErrorCode::kNotFound);
}

TEST_F(StoreTest, AnotherLengthIsAnotherDigest) {
  const auto store = open();
  auto digest = store->put("hello").value();
  digest.size = 4;
  EXPECT_FALSE(store->contains(digest));
  EXPECT_EQ(store->get(digest).error().code(), ErrorCode::kNotFound);
  EXPECT_TRUE(store->contains(digest_of("hello")));
}

TEST_F(StoreTest, TakesFilesOfAnySizeAndStreams) {
  const auto store = open();
  for (const std::size_t size : {0U, 1U, 256U << 10, (256U << 10) + 1, 3U << 20}) {
    std::string bytes(size, 'x');
    for (std::size_t i = 0; i < size; i += 4096) bytes[i] = static_cast<char>(i >> 12);
    const std::string path = host_file("file", bytes);
    EXPECT_EQ(store->put_file(path).value(), digest_of(bytes));
    EXPECT_EQ(store->get(digest_of(bytes)).value(), bytes);
    bytes += "stream";
    host_file("stream", bytes);
    const auto fd = os::open(scratch_.path() + "/stream", O_RDONLY).value();
    EXPECT_EQ(store->put_stream(fd.get(), "stream").value(), digest_of(bytes));
    EXPECT_EQ(store->get(digest_of(bytes)).value(), bytes);
  }
}

TEST_F(StoreTest, MakesATreeOfLinks) {
  const auto store = open();
  const auto content = store->put("content").value();
  Directory inner{.files = {{"tool", content, true}}};
  Directory root{
      .files = {{"a", content}, {"b", content}},
      .directories = {{"inner", store->put_directory(inner).value()}, {"void", store->put_directory({}).value()}},
      .symlinks = {{"link", "inner/tool"}}};
  const Tree tree = store->tree(store->put_directory(root).value()).value();
  EXPECT_EQ(os::read_file(path_of(tree, "link")).value(), "content");
  const auto a = os::stat(path_of(tree, "a")).value();
  EXPECT_EQ(a.st_mode & 07777, 0444U);
  EXPECT_EQ(a.st_ino, os::stat(path_of(tree, "b")).value().st_ino);
  EXPECT_EQ(os::stat(path_of(tree, "inner/tool")).value().st_mode & 07777, 0555U);
  EXPECT_EQ(os::stat(path_of(tree, "inner/tool")).value().st_mtime, a.st_mtime);
  EXPECT_EQ(os::stat(path_of(tree, "inner")).value().st_mode & 07777, 0755U);
  EXPECT_EQ(os::stat(path_of(tree, "")).value().st_mode & 07777, 0755U);
  EXPECT_THAT(os::list_directory(path_of(tree, "void")).value(), IsEmpty());
}

}  // namespace
}  // namespace maelstrom::store
