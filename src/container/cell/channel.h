// The cell's end of the socket to its runner.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "container/wire.h"
#include "os/fd.h"

namespace maelstrom::container::cell {

class Channel {
 public:
  explicit Channel(int socket) : socket_(socket) {}
  Channel(Channel&& other) noexcept = default;
  Channel& operator=(Channel&&) = delete;
  ~Channel() { forget_body(); }

  int fd() const { return socket_.get(); }

  struct Packet {
    PacketKind kind{};
    std::string_view body;  // valid until the next receive()
  };
  // Waits for a packet. Errors: Interrupted once the runner is gone.
  Result<Packet> receive();
  // Takes in a packet without a body; the body received before stays valid.
  Result<PacketKind> receive_order();
  // Sends `body` and up to kMaxFds descriptors. It must fit a packet.
  Status send(PacketKind kind, std::string_view body, const int* fds = nullptr, std::size_t fd_count = 0);
  Status send_error(PacketKind kind, const Error& error);
  Status send_number(PacketKind kind, std::uint64_t number);
  // Lets go of the body. True if it was a large one, which counted as the cell's memory.
  bool forget_body();

 private:
  Result<std::string_view> map_body(os::Fd memory, std::size_t size);

  os::Fd socket_;
  std::unique_ptr<char[]> buffer_{new char[kPacketLimit]};
  void* mapped_ = nullptr;
  std::size_t mapped_size_ = 0;
};

// As the body of a packet.
std::string encode_error(const Error& error);

}  // namespace maelstrom::container::cell
