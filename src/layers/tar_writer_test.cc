#include "layers/tar_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "layers/tar_reader.h"
#include "os/file.h"

namespace maelstrom::layers {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

class TarWriterTest : public ::testing::Test {
 protected:
  void write(const Files& files) {
    const auto fd = os::open(path_, O_WRONLY | O_CREAT | O_TRUNC, 0600).value();
    TarWriter writer(fd.get(), path_);
    for (const auto& [name, bytes] : files) ASSERT_TRUE(writer.add(name, bytes));
    ASSERT_TRUE(writer.finish());
  }
  Files read() const {
    Files files;
    auto reader = TarReader::open(os::open(path_, O_RDONLY).value()).value();
    while (true) {
      const auto entry = reader.next();
      EXPECT_TRUE(entry) << entry.error().message();
      if (!entry || !*entry) return files;
      EXPECT_EQ((*entry)->kind, static_cast<mode_t>(S_IFREG));
      std::string bytes;
      for (std::string some = *reader.read_some(1000); !some.empty(); some = *reader.read_some(1000)) bytes += some;
      files.emplace_back((*entry)->name, bytes);
    }
  }

  os::TemporaryDirectory scratch_ = os::TemporaryDirectory::create().value();
  std::string path_ = scratch_.path() + "/archive";
};

TEST_F(TarWriterTest, WhatIsWrittenIsReadBack) {
  const Files files{{"empty", ""},
                    {std::string(100, 'n'), "x"},
                    {"a whole record", std::string(512, 'r')},
                    {"deep/er", std::string(70'000, 'y')}};
  write(files);
  EXPECT_EQ(read(), files);
}

TEST_F(TarWriterTest, ALongerNameIsRefused) {
  const auto fd = os::open(path_, O_WRONLY | O_CREAT, 0600).value();
  const auto added = TarWriter(fd.get(), path_).add(std::string(101, 'n'), "x");
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code(), ErrorCode::kInvalid);
}

TEST_F(TarWriterTest, AFullDiskIsAnErrorThatNamesTheFile) {
  const auto fd = os::open("/dev/full", O_WRONLY).value();
  const auto added = TarWriter(fd.get(), "the archive").add("a", "x");
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code(), ErrorCode::kExhausted);
  EXPECT_NE(added.error().message().find("the archive"), std::string::npos) << added.error().message();
}

}  // namespace
}  // namespace maelstrom::layers
