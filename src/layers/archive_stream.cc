#include "layers/archive_stream.h"

#include <archive.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <vector>

#include "base/strings.h"

namespace maelstrom::layers {
namespace {

constexpr std::size_t kPiece = 1 << 17;

struct FreeArchive {
  void operator()(struct archive* archive) const { archive_read_free(archive); }
};

}  // namespace

// libarchive's "raw" format gives what its filters unfold, and no more.
struct ArchiveStream::State {
  os::Fd file;
  std::uint64_t left = 0;  // folded bytes that are still to be read
  std::vector<char> piece = std::vector<char>(kPiece);
  Sha256 folded;
  Sha256 unfolded;
  std::uint64_t unfolded_size = 0;
  bool ended = false;
  std::optional<Error> failed;  // while reading the file
  std::unique_ptr<struct archive, FreeArchive> archive{archive_read_new()};

  la_ssize_t read_folded() {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size()));
    if (wanted == 0) return 0;
    ssize_t count = -1;
    do {
      count = ::read(file.get(), piece.data(), wanted);
    } while (count < 0 && errno == EINTR);
    if (count < 0) failed = system_error(errno, "read");
    if (count == 0) failed = Error(ErrorCode::kInvalid, fmt::format("ends {} bytes too early", left));
    if (failed) return ARCHIVE_FATAL;
    left -= static_cast<std::uint64_t>(count);
    folded.update({piece.data(), static_cast<std::size_t>(count)});
    return count;
  }

  static la_ssize_t on_read(struct archive* /*archive*/, void* self, const void** bytes) {
    auto* state = static_cast<State*>(self);
    *bytes = state->piece.data();
    return state->read_folded();
  }

  Error error() const {
    if (failed) return *failed;
    const char* why = archive_error_string(archive.get());
    return {ErrorCode::kInvalid, fmt::format("damaged ({})", printable(why == nullptr ? "no reason given" : why))};
  }

  Status start() {
    struct archive* a = archive.get();
    if (a == nullptr) return fail(ErrorCode::kExhausted, "no memory for an archive");
    for (const int status : {archive_read_support_filter_gzip(a), archive_read_support_filter_bzip2(a),
                             archive_read_support_filter_xz(a), archive_read_support_filter_zstd(a),
                             archive_read_support_format_raw(a), archive_read_support_format_empty(a)}) {
      if (status < ARCHIVE_WARN) return fail(error());
    }
    if (archive_read_open(a, this, nullptr, &on_read, nullptr) != ARCHIVE_OK) return fail(error());
    struct archive_entry* entry = nullptr;
    const int status = archive_read_next_header(a, &entry);
    if (status == ARCHIVE_EOF) ended = true;
    return status < ARCHIVE_WARN ? Status(fail(error())) : Status();
  }
};

ArchiveStream::ArchiveStream(std::unique_ptr<State> state) : state_(std::move(state)) {}
ArchiveStream::~ArchiveStream() = default;

Result<std::unique_ptr<ArchiveStream>> ArchiveStream::open(os::Fd file, std::uint64_t folded_size) {
  auto state = std::make_unique<State>();
  state->file = std::move(file);
  state->left = folded_size;
  TRY(state->start());
  return std::unique_ptr<ArchiveStream>(new ArchiveStream(std::move(state)));
}

Result<std::string_view> ArchiveStream::read() {
  while (!state_->ended) {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int status = archive_read_data_block(state_->archive.get(), &bytes, &size, &offset);
    if (status == ARCHIVE_EOF) {
      state_->ended = true;
    } else if (status < ARCHIVE_WARN) {
      return fail(state_->error());
    }
    if (size == 0) continue;
    const std::string_view piece(static_cast<const char*>(bytes), size);
    state_->unfolded.update(piece);
    state_->unfolded_size += size;
    return piece;
  }
  return std::string_view();
}

Result<ArchiveStream::Digests> ArchiveStream::finish(std::uint64_t unfolded_limit) {
  while (true) {
    if (state_->unfolded_size > unfolded_limit) {
      return invalid(fmt::format("unfolds to more than {} bytes", unfolded_limit));
    }
    TRY_ASSIGN(piece, read());
    if (piece.empty()) break;
  }
  // What stands behind the compressed stream is of the blob, too.
  while (state_->left > 0) {
    if (state_->read_folded() < 0) return fail(state_->error());
  }
  return Digests{.folded = state_->folded.finish(), .unfolded = state_->unfolded.finish()};
}

}  // namespace maelstrom::layers
