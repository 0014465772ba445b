// What several probes do with descriptors and small files.
#pragma once

#include <cstddef>

namespace maelstrom::container::probe {

// Sends `fd` through a pair of sockets that hold each other, and closes everything: only the
// kernel's collector ends it.
bool put_into_cycle(int fd);

bool write_text(const char* path, const char* text);  // sets errno
// The file's beginning as a string of at most `size` - 1 bytes; sets errno.
bool read_text(const char* path, char* text, std::size_t size);
long read_number(const char* path);  // -1 if it cannot be read

}  // namespace maelstrom::container::probe
