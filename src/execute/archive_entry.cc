#include "execute/archive_entry.h"

#include <utility>

#include "base/strings.h"
#include "core/wire.h"
#include "reapi/action.h"
#include "reapi/action_description.h"

namespace maelstrom::execute {
namespace {

using Kind = EntryName::Kind;

constexpr std::string_view kVersionName = "maelstrom-cache";
constexpr std::string_view kEndName = "end";
constexpr std::pair<std::string_view, Kind> kDirectories[] = {
    {"blobs/", Kind::kBlob}, {"actions/", Kind::kAction}, {"results/", Kind::kResult}};

enum ActionField : std::uint8_t { kAction = 1, kCommand = 2, kRoot = 3 };
enum ResultField : std::uint8_t { kRecord = 1, kProof = 2 };

std::string proof_of(const Digest& action, std::string_view record) {
  const Digest digest = digest_of(action.to_string() + "\n" + std::string(record));
  return {reinterpret_cast<const char*>(digest.hash.data()), digest.hash.size()};
}

}  // namespace

std::string EntryName::to_string() const {
  for (const auto& [directory, of] : kDirectories) {
    if (of == kind && digest) return std::string(directory) + digest->to_string();
  }
  return std::string(kind == Kind::kEnd ? kEndName : kVersionName);
}

Result<EntryName> parse_entry_name(std::string_view name) {
  if (name == kVersionName) return EntryName{Kind::kVersion, std::nullopt};
  if (name == kEndName) return EntryName{Kind::kEnd, std::nullopt};
  for (const auto& [directory, kind] : kDirectories) {
    if (!name.starts_with(directory)) continue;
    const auto digest = Digest::parse(name.substr(directory.size()));
    if (!digest) break;
    EntryName entry{kind, *digest};
    // One name for one digest: neither upper case nor leading zeros.
    if (entry.to_string() == name) return entry;
  }
  return invalid(printable(name) + ": no name that an archive of results has");
}

std::string encode_action_entry(const reapi::EncodedJob& job) {
  wire::Writer out;
  out.text(kAction, job.action);
  out.text(kCommand, job.command);
  for (const std::string& blob : job.input_root->blobs) out.message(kRoot, blob);
  return out.take();
}

Result<reapi::EncodedJob> decode_action_entry(const Digest& digest, std::string_view bytes) {
  reapi::EncodedJob job{.digest = digest};
  auto root = std::make_shared<reapi::InputRoot>();
  wire::Reader reader(bytes);
  while (!reader.done()) {
    TRY_ASSIGN(field, reader.next());
    if (field.number == kAction) job.action = field.bytes;
    if (field.number == kCommand) job.command = field.bytes;
    if (field.number == kRoot) root->blobs.emplace_back(field.bytes);
  }
  if (digest_of(job.action) != digest) return invalid("the messages of another action");
  TRY_ASSIGN(action, reapi::Action::decode(job.action));
  root->digest = action.input_root;
  job.input_root = std::move(root);
  TRY(reapi::describe(job));
  return job;
}

std::string encode_result_entry(const Digest& action, std::string_view record) {
  wire::Writer out;
  out.text(kRecord, record);
  out.text(kProof, proof_of(action, record));
  return out.take();
}

Result<std::string> decode_result_entry(const Digest& action, std::string_view bytes) {
  std::string record;
  std::string_view proof;
  wire::Reader reader(bytes);
  while (!reader.done()) {
    TRY_ASSIGN(field, reader.next());
    if (field.number == kRecord) record = field.bytes;
    if (field.number == kProof) proof = field.bytes;
  }
  if (proof != proof_of(action, record)) return invalid("not what was written of this action");
  return record;
}

}  // namespace maelstrom::execute
