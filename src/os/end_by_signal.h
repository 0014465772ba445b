// To end as another process did.
#pragma once

namespace maelstrom::os {

// Ends this program by `signal`, or, if that does not end programs, with the exit code 128 + `signal`. No core is
// written.
[[noreturn]] void end_by_signal(int signal);

}  // namespace maelstrom::os
