// Whatever an entry's name and bytes are: what is taken is written again as it was.
#include <cstdlib>
#include <string>
#include <string_view>

#include "execute/archive_entry.h"

using maelstrom::execute::EntryName;

// The first line is the name, the rest the content.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto end = input.find('\n');
  const std::string_view name = input.substr(0, end);
  const std::string_view bytes = end == std::string_view::npos ? std::string_view() : input.substr(end + 1);
  const auto entry = maelstrom::execute::parse_entry_name(name);
  if (!entry) return 0;
  if (entry->to_string() != name || name.find("..") != std::string_view::npos) std::abort();
  if (entry->kind == EntryName::Kind::kResult) {
    const auto record = maelstrom::execute::decode_result_entry(*entry->digest, bytes);
    if (record && maelstrom::execute::decode_result_entry(
                      *entry->digest, maelstrom::execute::encode_result_entry(*entry->digest, *record)) != *record) {
      std::abort();
    }
  }
  if (entry->kind == EntryName::Kind::kAction) {
    const auto job = maelstrom::execute::decode_action_entry(*entry->digest, bytes);
    if (job && maelstrom::digest_of(job->action) != *entry->digest) std::abort();
  }
  return 0;
}
