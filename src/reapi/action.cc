#include "reapi/action.h"

#include <algorithm>

#include "core/wire.h"

namespace maelstrom::reapi {
namespace {

constexpr std::size_t kUsualSize = 256;  // of an Action with the common platform, and of a Command

std::string encode_platform(std::vector<NamedValue> properties) {
  std::ranges::sort(properties);
  wire::Writer out;
  for (const NamedValue& property : properties) out.message(1, encode(property));
  return out.take();
}

Result<std::vector<NamedValue>> decode_platform(std::string_view bytes) {
  std::vector<NamedValue> properties;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number != 1) return {};
    TRY_ASSIGN(property, decode_named_value(field.bytes));
    properties.push_back(std::move(property));
    return {};
  }));
  return properties;
}

}  // namespace

std::string Command::encode() const {
  wire::Writer out(kUsualSize);
  for (const std::string& argument : arguments) out.message(1, argument);
  return out.take();
}

Result<Command> Command::decode(std::string_view bytes) {
  Command command;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1) command.arguments.emplace_back(field.bytes);
    return {};
  }));
  return command;
}

std::string Action::encode() const {
  wire::Writer out(kUsualSize);
  out.message(1, reapi::encode(command));
  out.message(2, reapi::encode(input_root));
  if (timeout.count() != 0) out.message(6, encode_seconds(timeout.count(), 0));
  out.number(7, do_not_cache ? 1 : 0);
  out.text(9, salt);
  if (!platform.empty()) out.message(10, encode_platform(platform));
  return out.take();
}

Result<Action> Action::decode(std::string_view bytes) {
  Action action;
  TRY(each_field(bytes, [&](const wire::Field& field) -> Status {
    if (field.number == 1 || field.number == 2) {
      TRY_ASSIGN(digest, decode_digest(field.bytes));
      (field.number == 1 ? action.command : action.input_root) = digest;
    } else if (field.number == 6) {
      TRY_ASSIGN(time, decode_seconds(field.bytes));
      action.timeout = std::chrono::seconds(time.seconds);
      if (time.nanoseconds > 0 && time.seconds >= 0 && time.seconds < INT64_MAX) ++action.timeout;
    } else if (field.number == 7) {
      action.do_not_cache = field.value != 0;
    } else if (field.number == 9) {
      action.salt = field.bytes;
    } else if (field.number == 10) {
      TRY_ASSIGN(platform, decode_platform(field.bytes));
      action.platform = std::move(platform);
    }
    return {};
  }));
  return action;
}

}  // namespace maelstrom::reapi
