// What is known of the terminal behind a descriptor.
#pragma once

namespace maelstrom::os {

bool is_terminal(int fd);

// The width of its window; 80 if `fd` is no terminal, or one that does not know.
int columns(int fd);

}  // namespace maelstrom::os
