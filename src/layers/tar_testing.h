// For tests: tars, byte by byte.
#pragma once

#include <fmt/format.h>
#include <sys/types.h>

#include <string>
#include <vector>

namespace maelstrom::layers {

struct TarMember {
  std::string name;
  std::string text;
  mode_t mode = 0644;
  char kind = '0';
  std::string target = {};
};

inline constexpr char kHard = '1', kSoft = '2', kCharacter = '3', kBlock = '4', kDirectory = '5', kPipe = '6';
inline constexpr std::size_t kRecord = 512;

inline std::string padded(std::string bytes) {
  bytes.resize((bytes.size() + kRecord - 1) / kRecord * kRecord);
  return bytes;
}

// One member in the GNU format; a long name gets an entry of its own before it.
// Source: GNU tar manual, "Basic Tar Format".
inline std::string encoded(const TarMember& member) {
  std::string before;
  if (member.name.size() > 100) before = encoded({"././@LongLink", member.name + '\0', 0, 'L'});
  std::string header(kRecord, '\0');
  const auto put = [&header](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
  put(0, member.name.substr(0, 100));
  put(100, fmt::format("{:07o}", member.mode));
  put(108, "0001750");
  put(116, "0001750");
  put(124, fmt::format("{:011o}", member.text.size()));
  put(136, fmt::format("{:011o}", 1'000'000'000));
  put(148, "        ");
  header[156] = member.kind;
  put(157, member.target);
  put(257, "ustar  ");
  unsigned sum = 0;
  for (const unsigned char byte : header) sum += byte;
  put(148, fmt::format("{:06o}", sum) + '\0' + ' ');
  return before + header + padded(member.text);
}

inline std::string tar_of(const std::vector<TarMember>& members) {
  std::string bytes;
  for (const TarMember& member : members) bytes += encoded(member);
  return bytes + std::string(2 * kRecord, '\0');
}

}  // namespace maelstrom::layers
