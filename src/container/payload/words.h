// The words by what they deal with.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace payload {

using Arguments = std::vector<std::string>;
using Words = std::map<std::string, std::function<void(const Arguments&)>>;

// Prints "name: ok" or "name: ENOENT".
void say(const std::string& name, bool ok);
void say_value(const std::string& name, long value);
long number(const std::string& text);

void add_file_words(Words& words);
void add_foreign_words(Words& words);
void add_ipc_words(Words& words);
void add_net_words(Words& words);
void add_process_words(Words& words);
void add_terminal_words(Words& words);

}  // namespace payload
