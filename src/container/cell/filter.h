// The one seccomp filter of a slot, inherited by every test.
//
// It takes away what no namespace parts: the kernel's keys and odd socket families (vsock ports are
// shared by the whole machine). All else is allowed, to 32-bit programs as well; but those make sockets by
// socket(2) alone, not by the older socketcall(2), whose arguments no filter sees.
#pragma once

#include "base/result.h"

namespace maelstrom::container::cell {

Status install_filter();

}  // namespace maelstrom::container::cell
