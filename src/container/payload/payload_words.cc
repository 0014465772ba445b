#include "container/payload/payload_words.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "container/payload/words.h"

namespace payload {

void say(const std::string& name, bool ok) {
  const int errnum = errno;
  std::printf("%s: %s\n", name.c_str(), ok ? "ok" : strerrorname_np(errnum));
}

void say_value(const std::string& name, long value) { std::printf("%s: %ld\n", name.c_str(), value); }

long number(const std::string& text) { return std::strtol(text.c_str(), nullptr, 0); }

void perform(const std::string& line) {
  static const Words words = [] {
    Words all;
    add_file_words(all);
    add_foreign_words(all);
    add_ipc_words(all);
    add_net_words(all);
    add_process_words(all);
    add_terminal_words(all);
    return all;
  }();
  std::istringstream text(line);
  Arguments arguments;
  for (std::string word; text >> word;) arguments.push_back(word);
  if (arguments.empty()) return;
  const auto found = words.find(arguments[0]);
  if (found == words.end()) {
    std::fprintf(stderr, "payload: no such word: %s\n", arguments[0].c_str());
    std::exit(99);
  }
  arguments.erase(arguments.begin());
  found->second(arguments);
}

}  // namespace payload
