#include "cli/suite_memory.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "session/sealed_record.h"

namespace maelstrom::cli {
namespace {

constexpr std::string_view kKind = "suite";

// What holds for all answers of a moment: the first line of a record. None if the results cannot tell.
std::optional<std::string> moment_of(store::Results& results) {
  const auto generation = results.generation();
  if (!generation) return std::nullopt;
  return fmt::format("{} {}\n", *generation, results.today().time_since_epoch().count());
}

std::optional<session::Suite> suite_in(std::string_view bytes, const std::string& moment) {
  if (!bytes.starts_with(moment)) return std::nullopt;
  const auto record = session::unsealed(bytes.substr(moment.size()));
  if (!record) return std::nullopt;
  auto suite = session::Suite::decode(*record);
  return suite ? std::optional(std::move(*suite)) : std::nullopt;
}

}  // namespace

session::SuiteMemory suite_memory(store::Store& store, store::Results& results, reapi::JobEncoder encoder) {
  const auto moment = std::make_shared<const std::optional<std::string>>(moment_of(results));
  return {.name = [encoder = std::move(encoder)](const Job& job) mutable -> Result<Digest> {
            TRY_ASSIGN(encoded, encoder.encode(job));
            return encoded.digest;
          },
          .find = [&store, moment](const Digest& name) -> std::optional<session::Suite> {
            if (!*moment) return std::nullopt;
            // What cannot be read is asked for again.
            const auto found = store.memos().find(kKind, name);
            return found && *found ? suite_in(**found, **moment) : std::nullopt;
          },
          .keep =
              [&store, &results, moment](const Digest& name, const session::Suite& suite) {
                // An answer that was withdrawn meanwhile may be among them.
                if (!*moment || moment_of(results) != *moment) return;
                // What cannot be kept costs time in the next run, nothing else.
                static_cast<void>(store.memos().remember(kKind, name, **moment + session::sealed(suite.encode())));
              }};
}

}  // namespace maelstrom::cli
