// What the runner and its cell say to each other: packets of a SOCK_SEQPACKET socket.
//
// Both ends are of one build and one machine, so numbers are as the machine has them. A packet is
// a PacketHeader and its body. A body that is larger than a packet may be travels in a memfd that is
// attached to the packet (SCM_RIGHTS), and the packet is only a header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace maelstrom::container {

enum class PacketKind : std::uint32_t {
  kStart = 1,  // runner to cell: CellOptions; once, the first
  kReady,      // cell to runner: the slot stands; attached: a pidfd of the cell
  kRefused,    // cell to runner: an error instead of kReady
  kJobs,       // runner to cell, which has none: for each, in the order in which they run, its request (a text)
  kKill,       // runner to cell: end the job under way
  kWithdraw,   // runner to cell: forget the jobs that have not begun; answered by kWithdrawn
  kEnds,       // cell to runner: of jobs that have ended, in the order of kJobs, each as JobEnd says. Attached, of the
               // last of them: a memfd for each stream that did not fit, then the upper directory
  kWithdrawn,  // cell to runner: how many of the last jobs it forgot (a number)
  kTerminal,   // cell to runner, before the job starts; attached: the other end of its terminal
};

struct PacketHeader {
  PacketKind kind{};
  std::uint32_t body_in_memfd = 0;  // the number of bytes there; 0 = the body follows the header
};

inline constexpr std::size_t kPacketLimit = 64 << 10;        // well below the default of wmem_max
inline constexpr std::size_t kBodyLimit = 16 << 20;          // the kernel takes at most 6 MiB of argv and environment
inline constexpr std::size_t kInlineOutputLimit = 16 << 10;  // of each stream, in a kResult
inline constexpr std::size_t kMaxFds = 3;                    // attached to a packet
inline constexpr int kSocketFd = 3;                          // the descriptors that a cell starts with
inline constexpr int kLayersFd = 4;

// Kinds of mounts, in the order of core's Mount variant.
enum class MountKind : std::uint32_t { kBind, kDevices, kDevpts, kMqueue, kProc, kSys, kTmp };

// Appends values to a body.
class Writer {
 public:
  Writer() { bytes_.reserve(kUsualSize); }
  void number(std::uint64_t value);
  void text(std::string_view value);
  void variable(std::string_view name, std::string_view value);  // the text NAME=VALUE
  const std::string& bytes() const& { return bytes_; }
  std::string bytes() && { return std::move(bytes_); }

 private:
  static constexpr std::size_t kUsualSize = 1024;  // of a job
  std::string bytes_;
};

// Takes them out again, in the same order. Behind each text stands a NUL, so that its data() is a
// C string. After a read beyond the end all values are empty and ok() is false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  std::uint64_t number();
  std::string_view text();
  bool ok() const { return ok_; }
  bool empty() const { return rest_.empty(); }

 private:
  std::string_view take(std::size_t size);
  std::string_view rest_;
  bool ok_ = true;
};

// What came of a job.
struct JobEnd {
  bool failed = false;    // to be run: `body` is an error
  std::string_view body;  // a result otherwise

  void write(Writer& ends) const;
  static JobEnd read(Reader& ends);
};

}  // namespace maelstrom::container
