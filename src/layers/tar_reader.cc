#include "layers/tar_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <clocale>
#include <type_traits>
#include <utility>

#include "base/strings.h"

namespace maelstrom::layers {
namespace {

constexpr std::size_t kBlockSize = 1 << 18;
constexpr std::size_t kRecord = 512;
constexpr char kZeros[kRecord] = {};

struct FreeArchive {
  void operator()(struct archive* archive) const { archive_read_free(archive); }
};

struct FreeLocale {
  void operator()(locale_t locale) const { ::freelocale(locale); }
};
using Locale = std::unique_ptr<std::remove_pointer_t<locale_t>, FreeLocale>;

// libarchive converts names by the thread's locale: in C it would refuse what is not ASCII.
class LocaleInUse {
 public:
  explicit LocaleInUse(const Locale& locale) {
    if (locale) before_ = ::uselocale(locale.get());
  }
  LocaleInUse(const LocaleInUse&) = delete;
  LocaleInUse& operator=(const LocaleInUse&) = delete;
  ~LocaleInUse() {
    if (before_ != nullptr) ::uselocale(before_);
  }

 private:
  locale_t before_ = nullptr;
};

std::optional<std::string> text(const char* bytes, const char* utf8) {
  if (bytes != nullptr) return bytes;
  if (utf8 != nullptr) return utf8;
  return std::nullopt;
}

}  // namespace

struct TarReader::State {
  os::Fd file;
  std::string bytes;
  ByteInput* input = nullptr;
  std::uint64_t given = 0;      // bytes of it
  std::optional<Error> failed;  // what `input` said
  std::unique_ptr<struct archive, FreeArchive> archive{archive_read_new()};
  const Locale utf8{::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)};  // reads a file, so once

  static la_ssize_t on_read(struct archive* /*archive*/, void* self, const void** bytes) {
    auto* state = static_cast<State*>(self);
    auto piece = state->input->read();
    if (!piece) {
      state->failed = std::move(piece).error();
      return ARCHIVE_FATAL;
    }
    if (piece->empty()) piece = std::string_view(kZeros, (kRecord - state->given % kRecord) % kRecord);
    state->given += piece->size();
    *bytes = piece->data();
    return static_cast<la_ssize_t>(piece->size());
  }

  Error error() const {
    if (failed) return *failed;
    const char* why = archive_error_string(archive.get());
    return {ErrorCode::kInvalid,
            fmt::format("not a tar, or a damaged one ({})", printable(why == nullptr ? "no reason given" : why))};
  }

  Status prepare() const {
    struct archive* a = archive.get();
    if (a == nullptr) return fail(ErrorCode::kExhausted, "no memory for an archive");
    for (const int status :
         {archive_read_support_filter_gzip(a), archive_read_support_filter_bzip2(a), archive_read_support_filter_xz(a),
          archive_read_support_filter_zstd(a), archive_read_support_format_tar(a)}) {
      if (status < ARCHIVE_WARN) return fail(error());
    }
    return {};
  }
};

TarReader::TarReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
TarReader::TarReader(TarReader&&) noexcept = default;
TarReader& TarReader::operator=(TarReader&&) noexcept = default;
TarReader::~TarReader() = default;

Result<TarReader> TarReader::open(os::Fd archive) {
  auto state = std::make_unique<State>();
  TRY(state->prepare());
  state->file = std::move(archive);
  if (archive_read_open_fd(state->archive.get(), state->file.get(), kBlockSize) != ARCHIVE_OK) {
    return fail(state->error());
  }
  return TarReader(std::move(state));
}

Result<TarReader> TarReader::open_image(std::string bytes) {
  auto state = std::make_unique<State>();
  TRY(state->prepare());
  state->bytes = std::move(bytes);
  if (archive_read_open_memory(state->archive.get(), state->bytes.data(), state->bytes.size()) != ARCHIVE_OK) {
    return fail(state->error());
  }
  return TarReader(std::move(state));
}

Result<TarReader> TarReader::open_plain(ByteInput& input) {
  auto state = std::make_unique<State>();
  state->input = &input;
  struct archive* a = state->archive.get();
  if (a == nullptr) return fail(ErrorCode::kExhausted, "no memory for an archive");
  const bool ready = archive_read_support_format_tar(a) >= ARCHIVE_WARN &&
                     archive_read_support_format_empty(a) >= ARCHIVE_WARN &&
                     archive_read_open(a, state.get(), nullptr, &State::on_read, nullptr) == ARCHIVE_OK;
  if (!ready) return fail(state->error());
  return TarReader(std::move(state));
}

Result<std::optional<TarEntry>> TarReader::next() {
  const LocaleInUse locale(state_->utf8);
  struct archive_entry* entry = nullptr;
  const int status = archive_read_next_header(state_->archive.get(), &entry);
  if (status == ARCHIVE_EOF) return std::nullopt;
  if (status < ARCHIVE_WARN) return fail(state_->error());
  auto name = text(archive_entry_pathname(entry), archive_entry_pathname_utf8(entry));
  if (!name) return invalid("an entry without a readable name");
  TarEntry found{.name = std::move(*name), .kind = archive_entry_filetype(entry)};
  const la_int64_t size = archive_entry_size(entry);
  if (size < 0) return invalid(fmt::format("{}: a size below zero", printable(found.name)));
  found.size = static_cast<std::uint64_t>(size);
  found.properties = {.unix_mode = archive_entry_perm(entry) & 07777,
                      .mtime_seconds = archive_entry_mtime(entry),
                      .mtime_nanoseconds = static_cast<std::uint32_t>(archive_entry_mtime_nsec(entry))};
  found.hard_link = text(archive_entry_hardlink(entry), archive_entry_hardlink_utf8(entry));
  found.symlink = text(archive_entry_symlink(entry), archive_entry_symlink_utf8(entry)).value_or("");
  return found;
}

Result<std::string> TarReader::read_some(std::size_t limit) {
  std::string bytes(limit, '\0');
  const la_ssize_t count = archive_read_data(state_->archive.get(), bytes.data(), limit);
  if (count < 0) return fail(state_->error());
  bytes.resize(static_cast<std::size_t>(count));
  return bytes;
}

}  // namespace maelstrom::layers
