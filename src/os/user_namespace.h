// Which users and groups have a meaning in the user namespace that the program runs in.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace maelstrom::os {

// Whether `map`, the text of a uid_map or gid_map, has the inner id `id`.
// Source: user_namespaces(7), "User and group ID mappings".
bool maps_id(std::string_view map, std::uint32_t id);

// Whether a file can be given to this user and group. Errors: /proc is not there.
Result<bool> maps_owner(uid_t user, gid_t group);

}  // namespace maelstrom::os
