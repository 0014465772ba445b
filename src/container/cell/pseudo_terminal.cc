// Source: pts(4), ioctl_tty(2).
#include "container/cell/pseudo_terminal.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/ioctl.h>

#include <cerrno>

#include "container/cell/kernel.h"

namespace maelstrom::container::cell {

Result<os::Fd> create_devpts() {
  TRY_ASSIGN(devpts, NewMount::open("devpts"));
  TRY(devpts.set_flag("newinstance"));
  TRY(devpts.set("ptmxmode", "0666"));
  TRY(devpts.set("mode", "0620"));
  return devpts.create(MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
}

Result<PseudoTerminal> PseudoTerminal::open(int devpts, WindowSize window) {
  PseudoTerminal pair;
  TRY_ASSIGN(person, open_at({devpts, "ptmx"}, O_RDWR | O_NOCTTY));
  const int locked = 0;
  if (::ioctl(person.get(), TIOCSPTLCK, &locked) != 0) return fail(system_error(errno, "ioctl", "TIOCSPTLCK"));
  const winsize size{window.rows, window.columns, 0, 0};
  if (::ioctl(person.get(), TIOCSWINSZ, &size) != 0) return fail(system_error(errno, "ioctl", "TIOCSWINSZ"));
  // By path it would need the mount in its place.
  pair.test.reset(::ioctl(person.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!pair.test) return fail(system_error(errno, "ioctl", "TIOCGPTPEER"));
  pair.person = std::move(person);
  return pair;
}

}  // namespace maelstrom::container::cell
