#include "layers/elf.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gelf.h>
#include <libelf.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "base/strings.h"
#include "layers/elf_image.h"
#include "os/file.h"

namespace maelstrom::layers {
namespace {

constexpr std::uint64_t kDynamicLimit = 1 << 20;  // bytes; real ones have a few hundred

struct CloseElf {
  void operator()(Elf* elf) const { elf_end(elf); }
};
using ElfHandle = std::unique_ptr<Elf, CloseElf>;

tl::unexpected<Error> malformed(std::string_view what) {
  return invalid(fmt::format("a malformed ELF file ({})", what));
}

std::string_view bytes_of(const Elf_Data* data) {
  if (data == nullptr || data->d_buf == nullptr) return {};
  return {static_cast<const char*>(data->d_buf), data->d_size};
}

// The entries of the dynamic section that matter.
struct Dynamic {
  std::vector<std::uint64_t> needed;
  std::optional<std::uint64_t> rpath, runpath, soname, strings;
  std::uint64_t strings_size = 0;
  std::uint64_t flags_1 = 0;

  void take(const GElf_Dyn& entry) {
    const std::uint64_t value = entry.d_un.d_val;
    switch (entry.d_tag) {
      case DT_NEEDED:
        needed.push_back(value);
        break;
      case DT_RPATH:
        rpath = value;
        break;
      case DT_RUNPATH:
        runpath = value;
        break;
      case DT_SONAME:
        soname = value;
        break;
      case DT_STRTAB:
        strings = value;
        break;
      case DT_STRSZ:
        strings_size = value;
        break;
      case DT_FLAGS_1:
        flags_1 = value;
        break;
      default:
        break;
    }
  }
};

class Reader {
 public:
  Reader(Elf* elf, std::span<const std::string> markers) : elf_(elf), markers_(markers) {}

  Result<ElfFacts> read() {
    GElf_Ehdr header;
    if (elf_kind(elf_) != ELF_K_ELF || gelf_getehdr(elf_, &header) == nullptr) return invalid("not an ELF file");
    facts_.machine = header.e_machine;
    facts_.elf_class = header.e_ident[EI_CLASS];
    facts_.type = header.e_type;
    TRY(read_segments());
    if (!markers_.empty()) find_markers();
    return std::move(facts_);
  }

 private:
  Status read_segments() {
    std::size_t count = 0;
    if (elf_getphdrnum(elf_, &count) != 0) return malformed("program headers");
    for (std::size_t i = 0; i < count; ++i) {
      GElf_Phdr segment;
      if (gelf_getphdr(elf_, static_cast<int>(i), &segment) == nullptr) return malformed("program headers");
      segments_.push_back(segment);
    }
    for (const GElf_Phdr& segment : segments_) {
      if (segment.p_type == PT_INTERP) TRY(read_interpreter(segment));
      if (segment.p_type == PT_DYNAMIC) TRY(read_dynamic(segment));
    }
    return {};
  }

  Status read_interpreter(const GElf_Phdr& segment) {
    TRY_ASSIGN(bytes, chunk(segment.p_offset, segment.p_filesz));
    const std::size_t end = bytes.find('\0');
    if (end == std::string_view::npos || end == 0) return malformed("PT_INTERP");
    facts_.interpreter = bytes.substr(0, end);
    return {};
  }

  Status read_dynamic(const GElf_Phdr& segment) {
    if (segment.p_filesz > kDynamicLimit) return malformed("a dynamic section of more than 1 MiB");
    Elf_Data* data =
        elf_getdata_rawchunk(elf_, static_cast<std::int64_t>(segment.p_offset), segment.p_filesz, ELF_T_DYN);
    if (data == nullptr) return malformed("PT_DYNAMIC");
    Dynamic dynamic;
    GElf_Dyn entry;
    for (int i = 0; gelf_getdyn(data, i, &entry) != nullptr && entry.d_tag != DT_NULL; ++i) dynamic.take(entry);
    return take(dynamic);
  }

  Status take(const Dynamic& dynamic) {
    facts_.no_default_libraries = (dynamic.flags_1 & DF_1_NODEFLIB) != 0;
    if (!dynamic.strings) {
      if (dynamic.needed.empty()) return {};
      return malformed("no DT_STRTAB");
    }
    TRY_ASSIGN(offset, file_offset(*dynamic.strings));
    TRY_ASSIGN(strings, chunk(offset, dynamic.strings_size));
    for (const std::uint64_t at : dynamic.needed) {
      TRY_ASSIGN(name, string_at(strings, at));
      if (name.empty()) return malformed("DT_NEEDED");
      facts_.needed.push_back(std::move(name));
    }
    for (auto [at, target] : {std::pair{dynamic.rpath, &facts_.rpath}, std::pair{dynamic.runpath, &facts_.runpath},
                              std::pair{dynamic.soname, &facts_.soname}}) {
      if (!at) continue;
      TRY_ASSIGN(text, string_at(strings, *at));
      *target = std::move(text);
    }
    return {};
  }

  static Result<std::string> string_at(std::string_view strings, std::uint64_t at) {
    const std::size_t end = at < strings.size() ? strings.find('\0', at) : std::string_view::npos;
    if (end == std::string_view::npos) return malformed("a string outside of DT_STRTAB");
    return std::string(strings.substr(at, end - at));
  }

  Result<std::uint64_t> file_offset(std::uint64_t address) const {
    for (const GElf_Phdr& segment : segments_) {
      if (segment.p_type == PT_LOAD && address >= segment.p_vaddr && address - segment.p_vaddr < segment.p_filesz) {
        return segment.p_offset + (address - segment.p_vaddr);
      }
    }
    return malformed("DT_STRTAB in no segment");
  }

  Result<std::string_view> chunk(std::uint64_t offset, std::uint64_t size) const {
    if (size == 0) return std::string_view{};
    Elf_Data* data = elf_getdata_rawchunk(elf_, static_cast<std::int64_t>(offset), size, ELF_T_BYTE);
    if (data == nullptr) return malformed("it ends too early");
    return bytes_of(data);
  }

  void find_markers() {
    std::size_t names = 0;
    if (elf_getshdrstrndx(elf_, &names) != 0) return;  // stripped of all section headers
    static constexpr std::array<std::string_view, 3> kSearched{".dynstr", ".strtab", ".rodata"};
    std::vector<bool> found(markers_.size());
    for (Elf_Scn* section = elf_nextscn(elf_, nullptr); section != nullptr; section = elf_nextscn(elf_, section)) {
      GElf_Shdr header;
      if (gelf_getshdr(section, &header) == nullptr || header.sh_type == SHT_NOBITS) continue;
      const char* name = elf_strptr(elf_, names, header.sh_name);
      if (name == nullptr || std::find(kSearched.begin(), kSearched.end(), name) == kSearched.end()) continue;
      const std::string_view content = bytes_of(elf_rawdata(section, nullptr));
      for (std::size_t i = 0; i < markers_.size(); ++i) {
        if (!found[i]) found[i] = content.find(markers_[i]) != std::string_view::npos;
      }
    }
    for (std::size_t i = 0; i < markers_.size(); ++i) {
      if (found[i]) facts_.markers.push_back(markers_[i]);
    }
  }

  Elf* const elf_;
  const std::span<const std::string> markers_;
  std::vector<GElf_Phdr> segments_;
  ElfFacts facts_;
};

Result<ElfFacts> read(ElfHandle elf, std::span<const std::string> markers) {
  if (!elf) return invalid("not an ELF file");
  return Reader(elf.get(), markers).read();
}

bool library_is_ready() {
  static const bool ready = elf_version(EV_CURRENT) != EV_NONE;
  return ready;
}

}  // namespace

Result<ElfFacts> read_elf(const std::string& path, std::span<const std::string> markers) {
  if (!library_is_ready()) return internal("libelf is of another version");
  TRY_ASSIGN(fd, os::open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  // By read(2): a mapping of a file that is cut meanwhile ends in SIGBUS.
  TRY_ASSIGN_IN(printable(path), facts, read(ElfHandle(elf_begin(fd.get(), ELF_C_READ, nullptr)), markers));
  return facts;
}

Result<ElfFacts> read_elf_image(std::string bytes, std::span<const std::string> markers) {
  if (!library_is_ready()) return internal("libelf is of another version");
  return read(ElfHandle(elf_memory(bytes.data(), bytes.size())), markers);
}

}  // namespace maelstrom::layers
