// The process of a cell and the socket to it, as a runner has them.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "container/wire.h"
#include "os/fd.h"

namespace maelstrom::container {

class CellProcess {
 public:
  struct Packet {
    PacketKind kind{};
    std::string_view body;  // until the next packet is received
    std::vector<os::Fd> fds;
  };

  // Starts `program`; `layers` is an O_PATH descriptor of the layers' root. Works in a program with
  // threads. The cell dies with the thread that started it.
  static Result<CellProcess> spawn(const std::string& program, int layers);
  // Forks instead of starting a program: the cell is what `serve` is there, which ends with its exit code. It keeps
  // this process' standard streams. For a program with one thread.
  static Result<CellProcess> fork(int layers, int (*serve)());
  CellProcess(CellProcess&& other) noexcept;
  CellProcess& operator=(CellProcess&&) = delete;
  ~CellProcess();  // kills it and all that runs in it, and waits until they are gone
  void kill();     // without waiting; nothing but the destructor may come after it

  int fd() const { return socket_.get(); }
  Status send(PacketKind kind, std::string_view body);
  // The next packet, or none if there is none yet. Errors: Internal once the cell is gone.
  Result<std::optional<Packet>> receive();
  // Waits for the next one.
  Result<Packet> await();

  // Takes over from the process that was started to the one that it left: `pidfd` from kReady.
  void settle(os::Fd pidfd);

 private:
  CellProcess(os::Fd socket, pid_t starter) : socket_(std::move(socket)), starter_(starter) {}
  void reap_starter();
  Result<std::optional<Packet>> receive_with(int flags);

  os::Fd socket_;
  std::unique_ptr<char[]> buffer_{new char[kPacketLimit]};  // for the body of a packet
  os::Fd pidfd_;
  pid_t starter_ = -1;  // until it has made the cell
};

}  // namespace maelstrom::container
