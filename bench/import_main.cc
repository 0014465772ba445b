// Takes the image of an OCI layout into a store of its own, and prints the seconds that it took.
//
// usage: bench_import LAYOUT STORE
#include <fmt/format.h>

#include <chrono>
#include <string>

#include "layers/image_on_disk.h"
#include "layers/image_reference.h"
#include "store/store.h"

namespace maelstrom::layers {
namespace {

Result<double> import(const std::string& layout, const std::string& root) {
  {  // the store's first blob has it look through all that is there
    TRY_ASSIGN(first, store::Store::open({.root = root}));
    TRY(first->put("first"));
  }
  TRY_ASSIGN(store, store::Store::open({.root = root}));
  TRY_ASSIGN(reference, parse_image_reference("oci:" + layout));
  const auto begin = std::chrono::steady_clock::now();
  TRY(import_from_disk({reference, "/", root + "/scratch"}, *store));
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace
}  // namespace maelstrom::layers

int main(int count, char** words) {
  if (count != 3) {
    fmt::print(stderr, "usage: bench_import LAYOUT STORE\n");
    return 2;
  }
  const auto seconds = maelstrom::layers::import(words[1], words[2]);
  if (!seconds) {
    fmt::print(stderr, "bench_import: {}\n", seconds.error().message());
    return 1;
  }
  fmt::print("{:.6f}\n", *seconds);
  return 0;
}
