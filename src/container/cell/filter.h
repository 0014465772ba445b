// The one seccomp filter of a slot, inherited by every test.
//
// It takes away what no namespace parts: the kernel's keys and odd socket families (vsock ports are
// shared by the whole machine). All else is allowed.
#pragma once

#include "base/result.h"

namespace maelstrom::container::cell {

Status install_filter();

}  // namespace maelstrom::container::cell
