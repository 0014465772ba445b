// Which binaries a selection cannot do without.
#pragma once

#include "config/case_argument.h"
#include "config/config.h"
#include "session/ports.h"
#include "session/test_binary.h"

namespace maelstrom::session {

// False only if no case of `binary` can be selected. Of what is one test everything is known.
bool may_select(const config::Selection& selection, const config::Config& directives, const TestBinary& binary,
                const Ports& ports);

}  // namespace maelstrom::session
