#include "worker/blob_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <utility>

#include "os/file.h"

namespace maelstrom::worker {
namespace {

constexpr int kPipeBytes = 1 << 20;

// Takes in what comes, to the end: whoever writes is not stopped by what the store says.
Result<Digest> take_in(store::Store& store, int output, const NodeProperties& likely) {
  auto stored = store.put_stream(output, "a blob from the storage", likely);
  std::array<char, 65536> rest{};
  while (!stored) {
    const ssize_t got = ::read(output, rest.data(), rest.size());
    if (got == 0 || (got < 0 && errno != EINTR)) break;
  }
  return stored;
}

}  // namespace

Result<BlobStream> BlobStream::begin(store::Store& store, const NodeProperties& likely) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(system_error(errno, "pipe2"));
  auto output = std::make_shared<os::Fd>(ends[0]);
  os::Fd input(ends[1]);
  ::fcntl(input.get(), F_SETPIPE_SZ, kPipeBytes);  // a smaller one serves as well
  auto stored =
      std::async(std::launch::async, [&store, output, likely] { return take_in(store, output->get(), likely); });
  return BlobStream(std::move(input), std::move(stored));
}

BlobStream::~BlobStream() {
  input_.reset();
  if (stored_.valid()) stored_.wait();
}

Status BlobStream::write(std::string_view bytes) { return os::write_all(input_.get(), bytes, "a pipe to the store"); }

Result<Digest> BlobStream::end() {
  input_.reset();
  return stored_.get();
}

}  // namespace maelstrom::worker
