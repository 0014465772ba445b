// toml++'s functions, once, in an archive: Debian ships them as a shared library only.
#define TOML_IMPLEMENTATION
#include <toml++/toml.h>
