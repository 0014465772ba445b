// For the tests of this room: bytes that protobuf made, and how far ours are the same.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace maelstrom::reapi {

// In hexadecimal, as golden/generate.py wrote it.
inline std::string golden(const std::string& name) {
  std::ifstream file(MAELSTROM_GOLDEN "/bytes.txt");
  std::string found;
  std::string bytes;
  while (file >> found >> bytes) {
    if (found == name) return bytes;
  }
  ADD_FAILURE() << "no golden bytes of " << name;
  return {};
}

inline std::string hexadecimal(const std::string& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

}  // namespace maelstrom::reapi
