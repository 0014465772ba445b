#include "cli/known_tests.h"

namespace maelstrom::cli {
namespace {

constexpr std::string_view kKind = "ctest";

Result<std::optional<Digest>> digest_of_file(store::Store& store, const std::string& path) {
  auto digest = store.put_file(path);
  if (digest) return std::optional(*digest);
  if (digest.error().code() == ErrorCode::kNotFound) return std::nullopt;
  return fail(std::move(digest).error());
}

}  // namespace

session::TestMemory test_memory(store::Store& store) {
  return {.digest_of = [&store](const std::string& path) { return digest_of_file(store, path); },
          .find = [&store](const Digest& question) -> std::optional<std::string> {
            // What cannot be read is asked for again.
            auto found = store.memos().find(kKind, question);
            return found ? std::move(*found) : std::nullopt;
          },
          .remember =
              [&store](const Digest& question, std::string_view record) {
                // What cannot be kept costs time in the next run, nothing else.
                static_cast<void>(store.memos().remember(kKind, question, record));
              }};
}

}  // namespace maelstrom::cli
