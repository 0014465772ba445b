// A static program of many small parts: each line of a test's script is `word argument…`, done in
// order. It says what it sees on standard output; a call that fails is said with its errno's name.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "container/payload/payload_words.h"

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IONBF, 0);
  for (int i = 1; i < argc; ++i) payload::perform(argv[i]);
  return 0;
}
