// toml++'s functions, once, in an archive: Debian ships them as a shared library only.
// Its parser asserts (3.3; with NDEBUG it lets the compiler assume) what does not hold for "[*]", and then says in words
// what is wrong with it.
#undef NDEBUG
#define TOML_ASSERT(expr) static_cast<void>(0)
#define TOML_IMPLEMENTATION
#include <toml++/toml.h>
