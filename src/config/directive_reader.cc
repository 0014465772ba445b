#include "config/directive_reader.h"

#include <algorithm>

#include "config/duration.h"
#include "config/settings_reader.h"

namespace maelstrom::config {
namespace {

Filter read_filter(TableReader& reader) {
  const auto text = reader.string("filter");
  if (!text) return Filter::all();
  const auto at = reader.find("filter")->value.at;
  auto filter = Filter::parse(*text);
  if (!filter) {
    reader.diagnostics().error(at, "filter: " + filter.error().message());
    return Filter::all();
  }
  if (filter->asks_past()) {
    reader.diagnostics().error(at,
                               "filter: \"failed\", \"new\" and \"slow\" are for -i and -x: a directive may not give a "
                               "case another container because of earlier runs");
  }
  if (const auto warning = filter->warning()) reader.diagnostics().warning(at, "filter: " + *warning);
  return *filter;
}

constexpr Named<MachineFact> kFacts[] = {
    {"cores", MachineFact::kCores}, {"cpu-model", MachineFact::kCpuModel}, {"kernel", MachineFact::kKernel}};

// A value of the field `key`, with its place.
template <typename T>
std::optional<Declared<T>> placed(TableReader& reader, std::string_view key, std::optional<T> value) {
  if (!value) return std::nullopt;
  const Position at = reader.find(key)->at;
  return Declared<T>{std::move(*value), {reader.what(), reader.diagnostics().file(), at.line, at.column}};
}

std::optional<std::chrono::seconds> read_timeout(TableReader& reader) {
  const auto seconds = reader.whole_number("timeout", kMaxTimeout);
  return seconds ? std::optional(std::chrono::seconds(*seconds)) : std::nullopt;
}

// Whole seconds, or text like "500ms".
std::optional<std::chrono::nanoseconds> read_duration(TableReader& reader, std::string_view key) {
  const Member* member = reader.find(key);
  if (member == nullptr) return std::nullopt;
  if (std::holds_alternative<std::int64_t>(member->value.is)) {
    const auto seconds = reader.whole_number(key, kMaxTimeout);
    return seconds ? std::optional(std::chrono::seconds(*seconds)) : std::nullopt;
  }
  const auto text = reader.string(key);
  if (!text) return std::nullopt;
  const auto duration = parse_duration(*text);
  if (!duration) {
    reader.diagnostics().error(member->value.at,
                               std::string(key) + " must be a number of seconds or text like \"500ms\" or \"2min\"");
  }
  return duration;
}

// A duration, or false for none.
std::optional<std::optional<std::chrono::nanoseconds>> read_leak_timeout(TableReader& reader) {
  const Member* member = reader.find("leak_timeout");
  const bool* given = member == nullptr ? nullptr : std::get_if<bool>(&member->value.is);
  if (given != nullptr && !*given) return std::make_optional(std::optional<std::chrono::nanoseconds>());
  const auto duration = read_duration(reader, "leak_timeout");
  if (!duration) return std::nullopt;
  return std::make_optional(duration);
}

// 2, or { count = 2, delay = "5s" }.
std::optional<CaseRetries> read_retries(TableReader& reader) {
  const Member* member = reader.find("retries");
  if (member == nullptr) return std::nullopt;
  const auto* fields_of = std::get_if<Table>(&member->value.is);
  if (fields_of == nullptr) {
    const auto count = reader.whole_number("retries", kMaxRetries);
    return count ? std::optional(CaseRetries{.count = *count}) : std::nullopt;
  }
  TableReader fields(*fields_of, member->value.at, "retries", reader.diagnostics());
  CaseRetries retries{.delay = read_duration(fields, "delay").value_or(std::chrono::nanoseconds(0))};
  if (const auto count = fields.whole_number("count", kMaxRetries)) {
    retries.count = *count;
  } else if (fields.find("count") == nullptr) {
    reader.diagnostics().error(member->value.at, "retries needs the field \"count\"");
  }
  fields.finish();
  return retries;
}

// A number of things that is not zero.
std::optional<std::uint64_t> at_least_one(TableReader& reader, std::string_view key) {
  const auto number = reader.whole_number(key);
  if (number != std::uint64_t{0}) return number;
  reader.diagnostics().error(reader.find(key)->value.at, std::string(key) + " must be 1 or more");
  return std::nullopt;
}

// "name", or { name = "name", at_most = 2 }.
std::optional<CaseLock> read_lock(TableReader& reader) {
  const Member* member = reader.find("lock");
  if (member == nullptr) return std::nullopt;
  if (const auto* name = std::get_if<std::string>(&member->value.is)) return CaseLock{.name = *name};
  const Table* table = as_table(member->value, "lock", reader.diagnostics());
  if (table == nullptr) return std::nullopt;
  TableReader fields(*table, member->value.at, "lock", reader.diagnostics());
  CaseLock lock{.name = fields.required_string("name").value_or("")};
  lock.at_most = at_least_one(fields, "at_most").value_or(1);
  fields.finish();
  return lock;
}

std::optional<std::vector<MachineFact>> read_platform(TableReader& reader) {
  const auto names = reader.string_or_strings("platform");
  if (!names) return std::nullopt;
  const Position at = reader.find("platform")->value.at;
  std::vector<MachineFact> facts;
  for (const std::string& name : *names) {
    if (const auto fact = named_value(at, "platform", name, kFacts, reader.diagnostics())) facts.push_back(*fact);
  }
  std::ranges::sort(facts);
  facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
  return facts;
}

}  // namespace

Directive read_directive(const Table& table, Position at, Diagnostics& diagnostics) {
  TableReader reader(table, at, "a directive", diagnostics);
  Directive directive{.filter = read_filter(reader), .line = at.line};
  directive.ignore = placed(reader, "ignore", reader.boolean("ignore"));
  directive.retries = placed(reader, "retries", read_retries(reader));
  directive.slots = placed(reader, "slots", at_least_one(reader, "slots"));
  directive.memory = placed(reader, "memory", read_bytes(reader, "memory"));
  directive.lock = placed(reader, "lock", read_lock(reader));
  directive.timeout = placed(reader, "timeout", read_timeout(reader));
  directive.slow_timeout = placed(reader, "slow_timeout", read_duration(reader, "slow_timeout"));
  directive.leak_timeout = placed(reader, "leak_timeout", read_leak_timeout(reader));
  directive.tags = placed(reader, "tags", reader.string_or_strings("tags"));
  directive.include_shared_libraries =
      placed(reader, "include_shared_libraries", reader.boolean("include_shared_libraries"));
  directive.cache = placed(reader, "cache", reader.boolean("cache"));
  directive.platform = placed(reader, "platform", read_platform(reader));
  directive.container = read_directive_container(reader);
  reader.finish();
  return directive;
}

}  // namespace maelstrom::config
