#include "execute/result_archive.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "execute/archive_entry.h"
#include "reapi/action_result.h"

namespace maelstrom::execute {
namespace {

using Kind = EntryName::Kind;

constexpr std::uint64_t kBlobLimit = UINT64_C(1) << 30;
constexpr std::uint64_t kMessageLimit = UINT64_C(64) << 20;
constexpr std::size_t kPiece = 1 << 20;
constexpr std::size_t kActionsAtOnce = 512;

class Export {
 public:
  Export(const ArchivePorts& ports, layers::TarWriter& tar) : ports_(ports), tar_(tar) {}

  Status begin() { return tar_.add(EntryName{Kind::kVersion, {}}.to_string(), kArchiveVersion); }

  Status add(const Digest& action, const store::KnownResult& result) {
    TRY_ASSIGN(whole, add_outputs(result.record));
    if (!whole) {
      ++exported_.incomplete;
      return {};
    }
    TRY(add_action(action));
    ++exported_.results;
    return tar_.add(EntryName{Kind::kResult, action}.to_string(), encode_result_entry(action, result.record));
  }

  Result<Exported> end() {
    TRY(tar_.add(EntryName{Kind::kEnd, {}}.to_string(), std::to_string(exported_.results) + "\n"));
    TRY(tar_.finish());
    return exported_;
  }

 private:
  // False if one is gone.
  Result<bool> add_outputs(std::string_view record) {
    const auto outputs = reapi::output_blobs(record);
    if (!outputs) return false;
    for (const Digest& output : *outputs) {
      if (added_.contains(output)) continue;
      const auto bytes = ports_.store.get(output);
      // One that is damaged has been dropped.
      const bool gone = !bytes && (bytes.error().code() == ErrorCode::kNotFound || !ports_.store.is_there(output));
      if (gone || output.size > kBlobLimit) return false;
      TRY(bytes);
      TRY(tar_.add(EntryName{Kind::kBlob, output}.to_string(), *bytes));
      added_.insert(output);
      ++exported_.outputs;
    }
    return true;
  }

  Status add_action(const Digest& action) {
    TRY_ASSIGN(logged, ports_.log.find(action));
    if (!logged) return {};
    auto root = std::make_shared<reapi::InputRoot>(reapi::InputRoot{logged->input_root, *logged->root_messages});
    const std::string entry = encode_action_entry({.digest = action,
                                                   .action = std::move(logged->action),
                                                   .command = std::move(logged->command),
                                                   .input_root = std::move(root)});
    ++exported_.actions;
    return tar_.add(EntryName{Kind::kAction, action}.to_string(), entry);
  }

  const ArchivePorts ports_;
  layers::TarWriter& tar_;
  Exported exported_;
  std::set<Digest> added_;
};

class Import {
 public:
  Import(const ArchivePorts& ports, layers::TarReader& tar, WallTime now) : ports_(ports), tar_(tar), now_(now) {}

  Result<Imported> run() {
    auto taken = take_all();
    // What was taken stays, whatever came after it.
    TRY(keep_actions());
    TRY(ports_.results.flush());
    TRY(taken);
    return imported_;
  }

 private:
  Status take_all() {
    while (true) {
      TRY_ASSIGN(entry, tar_.next());
      if (!entry) break;
      TRY_ASSIGN(name, parse_entry_name(entry->name));
      TRY_IN(printable(entry->name), take(*entry, name));
    }
    if (!ended_) return invalid("the archive ends too early");
    return {};
  }

  Status take(const layers::TarEntry& entry, const EntryName& name) {
    if (entry.kind != S_IFREG || entry.hard_link) return invalid("is no plain file");
    if (ended_) return invalid("stands behind the end");
    if ((name.kind == Kind::kVersion) == begun_) return invalid("an archive of results begins with its version, once");
    TRY_ASSIGN(bytes, content_of(entry, name.kind == Kind::kBlob ? kBlobLimit : kMessageLimit));
    switch (name.kind) {
      case Kind::kVersion:
        return take_version(bytes);
      case Kind::kBlob:
        return take_blob(*name.digest, bytes);
      case Kind::kAction:
        return take_action(*name.digest, bytes);
      case Kind::kResult:
        return take_result(*name.digest, bytes);
      case Kind::kEnd:
        return take_end(bytes);
    }
    return internal("no such kind of entry");
  }

  Result<std::string> content_of(const layers::TarEntry& entry, std::uint64_t limit) {
    if (entry.size > limit) return invalid(fmt::format("is larger than {}", human_bytes(limit)));
    std::string bytes;
    while (true) {
      TRY_ASSIGN(some, tar_.read_some(kPiece));
      if (some.empty()) return bytes;
      bytes += some;
      if (bytes.size() > limit) return invalid(fmt::format("is larger than {}", human_bytes(limit)));
    }
  }

  Status take_version(std::string_view bytes) {
    if (bytes != kArchiveVersion) {
      return invalid("was written by a newer version of the program: " + printable(trim(bytes)));
    }
    begun_ = true;
    return {};
  }

  Status take_blob(const Digest& digest, std::string_view bytes) {
    if (digest_of(bytes) != digest) return invalid("holds other bytes than its name says");
    TRY(ports_.store.put(bytes));
    ++imported_.outputs;
    return {};
  }

  Status take_action(const Digest& digest, std::string_view bytes) {
    TRY_ASSIGN(job, decode_action_entry(digest, bytes));
    actions_.emplace_back(digest, store::LoggedAction{.action = std::move(job.action),
                                                      .command = std::move(job.command),
                                                      .input_root = job.input_root->digest,
                                                      .root_messages = {job.input_root, &job.input_root->blobs}});
    ++imported_.actions;
    return actions_.size() < kActionsAtOnce ? Status() : keep_actions();
  }

  Status keep_actions() {
    TRY(ports_.log.keep(actions_, now_));
    actions_.clear();
    return {};
  }

  Status take_result(const Digest& action, std::string_view bytes) {
    TRY_ASSIGN(record, decode_result_entry(action, bytes));
    TRY(reapi::decode_result(record, [this](const Digest& blob) { return output(blob); }));
    ++seen_;
    TRY_ASSIGN(known, ports_.results.find(action));
    // What failed here is not to be trusted for having passed elsewhere.
    if (known) {
      ++imported_.known;
      return {};
    }
    ++imported_.results;
    return ports_.results.remember(action, {std::move(record), store::Standing::kAnswer});
  }

  Result<std::string> output(const Digest& blob) const {
    auto bytes = ports_.store.get(blob);
    if (!bytes && bytes.error().code() == ErrorCode::kNotFound) {
      return invalid("its output " + blob.to_string() + " is neither before it nor here");
    }
    return bytes;
  }

  Status take_end(std::string_view bytes) {
    if (parse_unsigned(trim(bytes)) != seen_) return invalid("says another number of results than there were");
    ended_ = true;
    return {};
  }

  const ArchivePorts ports_;
  layers::TarReader& tar_;
  const WallTime now_;
  Imported imported_;
  std::vector<std::pair<Digest, store::LoggedAction>> actions_;  // that are still to be written
  std::uint64_t seen_ = 0;                                       // results
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace

Result<Exported> export_results(const ArchivePorts& ports, const std::function<bool(const Digest& action)>& wanted,
                                layers::TarWriter& tar) {
  Export exporting(ports, tar);
  TRY(exporting.begin());
  TRY(ports.results.each([&](const Digest& action, const store::KnownResult& result) -> Status {
    const bool answers = result.standing == store::Standing::kAnswer;
    return answers && wanted(action) ? exporting.add(action, result) : Status();
  }));
  return exporting.end();
}

Result<Imported> import_results(const ArchivePorts& ports, layers::TarReader& tar, WallTime now) {
  return Import(ports, tar, now).run();
}

}  // namespace maelstrom::execute
