#include "layers/loader.h"

#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace maelstrom::layers {
namespace {

bool is_directory_text(std::string_view text) {
  return text.size() > 1 && text.starts_with('/') && text.ends_with('/') &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '/' || c == '-' || c == '_' || c == '.';
         });
}

}  // namespace

// glibc's is its library directory without the slash before it: "lib/x86_64-linux-gnu" on Debian.
std::string Loader::library_token() const {
  return system_directories.empty() ? "lib" : system_directories.front().substr(1);
}

bool Loader::is_system_directory(std::string_view directory) const {
  return std::find(system_directories.begin(), system_directories.end(), directory) != system_directories.end();
}

std::optional<std::string_view> platform_token(std::uint16_t machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86_64";
    case EM_AARCH64:
      return "aarch64";
    default:
      return std::nullopt;
  }
}

std::string machine_name(std::uint16_t machine, std::uint8_t elf_class) {
  const std::string_view bits = elf_class == ELFCLASS32 ? ", 32 bits" : "";
  switch (machine) {
    case EM_X86_64:
      return fmt::format("x86-64{}", bits);
    case EM_386:
      return "i386";
    case EM_AARCH64:
      return fmt::format("AArch64{}", bits);
    case EM_ARM:
      return "ARM";
    case EM_RISCV:
      return fmt::format("RISC-V{}", bits);
    case EM_PPC64:
      return "PowerPC64";
    case EM_S390:
      return "S/390";
    default:
      return fmt::format("machine {}{}", machine, bits);
  }
}

std::string_view conventional_interpreter(std::uint16_t machine, std::uint8_t elf_class) {
  switch (machine) {
    case EM_X86_64:
      return elf_class == ELFCLASS32 ? "/libx32/ld-linux-x32.so.2" : "/lib64/ld-linux-x86-64.so.2";
    case EM_386:
      return "/lib/ld-linux.so.2";
    case EM_AARCH64:
      return "/lib/ld-linux-aarch64.so.1";
    default:
      return {};
  }
}

std::vector<std::string> compiled_in_directories(std::string_view image) {
  std::size_t start = image.find(std::string_view("\0/lib", 5));
  for (; start != std::string_view::npos; start = image.find(std::string_view("\0/lib", 5), start + 1)) {
    std::vector<std::string> directories;
    std::string_view rest = image.substr(start + 1);
    while (true) {
      const std::string_view text = rest.substr(0, rest.find('\0'));
      if (!is_directory_text(text)) break;
      directories.emplace_back(text.substr(0, text.size() - 1));
      rest.remove_prefix(std::min(text.size() + 1, rest.size()));
    }
    if (directories.size() > 1) return directories;
  }
  return {};
}

}  // namespace maelstrom::layers
