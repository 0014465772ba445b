#include "store/store.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <atomic>
#include <thread>

#include "os/fd.h"
#include "os/inode.h"
#include "store/store_fixture.h"

namespace maelstrom::store {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

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
  for (const std::size_t size : {0U, 1U, 256U << 10, (256U << 10) + 1, 2U << 20, (5U << 20) + 3}) {
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

TEST_F(StoreTest, DropsABlobThatTheDiskDamaged) {
  const auto store = open();
  const auto digest = store->put("hello").value();
  ASSERT_TRUE(os::replace_file(blob_path(digest), "hullo"));
  const auto damaged = store->get(digest);
  EXPECT_EQ(damaged.error().code(), ErrorCode::kInternal);
  EXPECT_THAT(damaged.error().message(), HasSubstr("the disk gave other bytes than were stored"));
  EXPECT_EQ(store->get(digest).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(store->put("hello").value(), digest);
  EXPECT_EQ(store->get(digest).value(), "hello");
}

TEST_F(StoreTest, ReplacesABlobThatALossOfPowerCutShort) {
  Digest digest;
  {
    const auto store = open();
    digest = store->put("hello").value();
  }
  ASSERT_TRUE(os::replace_file(blob_path(digest), ""));
  const auto store = open();
  EXPECT_FALSE(store->contains(digest));
  EXPECT_EQ(store->put("hello").value(), digest);
  EXPECT_EQ(store->get(digest).value(), "hello");
}

TEST_F(StoreTest, NamesTheBlobThatATreeLacks) {
  const auto store = open();
  const auto gone = digest_of("gone");
  const auto tree = store->tree(store->put_directory({.files = {{"a", gone}}}).value());
  ASSERT_FALSE(tree);
  EXPECT_EQ(tree.error().code(), ErrorCode::kNotFound);
  EXPECT_THAT(tree.error().message(), HasSubstr(gone.to_string()));
}

TEST_F(StoreTest, ContainsATreeOnlyWithAllThatIsInIt) {
  const auto store = open();
  const Digest file = store->put("text").value();
  const Digest child = store->put_directory({.files = {{"file", file}}}).value();
  const Digest root = store->put_directory({.directories = {{"a", child}, {"b", child}}}).value();
  EXPECT_TRUE(store->contains_tree(root));
  const FileNode pipe{.name = "pipe", .digest = digest_of({}), .properties = {.fifo = true}};
  EXPECT_TRUE(store->contains_tree(store->put_directory({.files = {pipe}}).value())) << "a pipe has no content";
  EXPECT_FALSE(store->contains_tree(digest_of("nothing")));
  EXPECT_FALSE(store->contains_tree(file)) << "a file is no tree";
  for (const Digest& part : {file, child, root}) {
    const std::string path = blob_path(part);
    ASSERT_TRUE(os::rename(path, path + "-away"));
    EXPECT_FALSE(open()->contains_tree(root)) << part.to_string();
    ASSERT_TRUE(os::rename(path + "-away", path));
  }
  EXPECT_TRUE(open()->contains_tree(root));
}

TEST_F(StoreTest, NothingIsStoredAnyMoreOnceItIsGivenUp) {
  std::atomic<bool> given_up{false};
  const auto store = Store::open({.root = root_, .given_up = &given_up}).value();
  const std::string path = host_file("file", "hello");
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  os::Fd read(ends[0]);
  const os::Fd write(ends[1]);
  std::thread endless([&] {  // gives more and more, until nobody reads it
    const std::string zeros(1 << 16, '\0');
    std::size_t sum = 0;
    for (ssize_t sent = 0; sent >= 0; sent = ::send(write.get(), zeros.data(), zeros.size(), MSG_NOSIGNAL)) {
      sum += static_cast<std::size_t>(sent);
      if (sum > (4U << 20)) given_up = true;
    }
  });
  const auto stored = store->put_stream(read.get(), "endless");
  read.reset();
  endless.join();
  ASSERT_FALSE(stored);
  EXPECT_EQ(stored.error().code(), ErrorCode::kInterrupted);
  EXPECT_EQ(store->put("hello").error().code(), ErrorCode::kInterrupted);
  EXPECT_EQ(store->put_file(path).error().code(), ErrorCode::kInterrupted);
  EXPECT_EQ(store->go_on().error().code(), ErrorCode::kInterrupted);
}

TEST_F(StoreTest, TakesRegularFilesOnly) {
  const auto store = open();
  EXPECT_EQ(store->put_file("/dev/zero").error().code(), ErrorCode::kInvalid);
  EXPECT_EQ(store->put_file(scratch_.path()).error().code(), ErrorCode::kInvalid);
  EXPECT_EQ(store->put_file(scratch_.path() + "/none").error().code(), ErrorCode::kNotFound);
}

TEST_F(StoreTest, LeavesAStoreOfANewerVersionAlone) {
  open();
  ASSERT_TRUE(os::replace_file(root_ + "/version", "2\n"));
  const auto store = Store::open({.root = root_});
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code(), ErrorCode::kUnavailable);
  EXPECT_THAT(store.error().message(), HasSubstr("newer version"));
}

TEST_F(StoreTest, MakesAnotherInodeWhereOneHasNoNamesLeft) {
  const auto store = Store::open({.root = root_, .link_limit = 3}).value();
  const auto content = store->put("content").value();
  Directory directory;
  for (int i = 0; i < 10; ++i) directory.files.push_back({std::to_string(i), content});
  const Tree tree = store->tree(store->put_directory(directory).value()).value();
  for (int i = 0; i < 10; ++i) {
    const std::string path = path_of(tree, std::to_string(i));
    EXPECT_EQ(os::read_file(path).value(), "content");
    EXPECT_LE(os::stat(path).value().st_nlink, 4U);  // one name is the store's own
  }
}

}  // namespace
}  // namespace maelstrom::store
