// Paths as text: nothing here asks the file system.
#pragma once

#include <string>
#include <string_view>

namespace maelstrom::session {

std::string parent_path(std::string_view path);  // "/" for "/a" and for "/"
std::string file_name(std::string_view path);
// `path` if it is absolute, else below `directory`; without ".", "..", "//" and a "/" at the end.
std::string absolute_path(std::string_view directory, std::string_view path);
// Whether `path` is `directory` or stands below it.
bool is_within(std::string_view path, std::string_view directory);

}  // namespace maelstrom::session
