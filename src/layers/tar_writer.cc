#include "layers/tar_writer.h"

#include <fmt/format.h>

#include <numeric>

#include "base/strings.h"
#include "os/file.h"

namespace maelstrom::layers {
namespace {

// Source: POSIX.1-2017, pax, "ustar Interchange Format".
constexpr std::size_t kRecord = 512;
constexpr std::size_t kLongestName = 100;
constexpr std::uint64_t kTooLarge = UINT64_C(1) << 33;  // eleven octal digits
constexpr std::size_t kSumAt = 148;

std::string header_of(std::string_view name, std::uint64_t size) {
  std::string header = std::string(name);
  header.resize(kLongestName);
  header += fmt::format("{:07o}", 0644) + '\0';
  for (int owner = 0; owner < 2; ++owner) header += std::string("0000000") + '\0';
  header += fmt::format("{:011o}", size) + '\0';
  header += std::string("00000000000") + '\0';  // the time
  header += "        0";                        // the sum, as if it were blanks; a plain file
  header.resize(257);
  header += std::string(
      "ustar\0"
      "00",
      8);
  header.resize(kRecord);
  const unsigned sum = std::accumulate(header.begin(), header.end(), 0U, [](unsigned before, char byte) {
    return before + static_cast<unsigned char>(byte);
  });
  return header.replace(kSumAt, 8, fmt::format("{:06o}", sum) + '\0' + ' ');
}

}  // namespace

Status TarWriter::add(std::string_view name, std::string_view bytes) {
  if (name.size() > kLongestName) return invalid(printable(name) + ": a name of more than 100 bytes");
  if (bytes.size() >= kTooLarge) return invalid(printable(name) + ": 8 GiB or more");
  TRY(os::write_all(fd_, header_of(name, bytes.size()), path_));
  TRY(os::write_all(fd_, bytes, path_));
  return os::write_all(fd_, std::string((kRecord - bytes.size() % kRecord) % kRecord, '\0'), path_);
}

Status TarWriter::finish() { return os::write_all(fd_, std::string(2 * kRecord, '\0'), path_); }

}  // namespace maelstrom::layers
