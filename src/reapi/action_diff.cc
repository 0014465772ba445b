#include "reapi/action_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>
#include <variant>

#include "base/strings.h"
#include "reapi/tree_diff.h"

namespace maelstrom::reapi {
namespace {

constexpr std::string_view kNames[] = {
    "Maelstrom",
    "program",
    "argument",
    "variable",
    "working directory",
    "timeout",
    "user",
    "group",
    "host name",
    "network",
    "isolation",
    "writable file system",
    "mount",
    "process",
    "platform",
    "file",
    "link",
    "directory",
    "mode",
    "time",
    "hidden",
};
static_assert(std::size(kNames) == static_cast<std::size_t>(InputKind::kHidden) + 1);

struct NamedText {
  std::string name;
  std::string text;
  bool operator==(const NamedText&) const = default;
};

struct MountText {
  NamedText operator()(const BindMount& mount) const {
    return {mount.mount_point, "bind " + mount.local_path + (mount.read_only ? ", read only" : "")};
  }
  NamedText operator()(const DevicesMount& mount) const {
    std::string text = "devices";
    for (const Device device : mount.devices) text += " " + std::string(device_name(device));
    return {"/dev", std::move(text)};
  }
  NamedText operator()(const DevptsMount& mount) const { return {mount.mount_point, "devpts"}; }
  NamedText operator()(const MqueueMount& mount) const { return {mount.mount_point, "mqueue"}; }
  NamedText operator()(const ProcMount& mount) const { return {mount.mount_point, "proc"}; }
  NamedText operator()(const SysMount& mount) const { return {mount.mount_point, "sys"}; }
  NamedText operator()(const TmpMount& mount) const { return {mount.mount_point, "tmp"}; }
};

std::string yes_or_no(bool value) { return value ? "yes" : "no"; }

std::string timeout_text(std::chrono::seconds timeout) {
  return timeout.count() == 0 ? "none" : fmt::format("{} s", timeout.count());
}

std::optional<std::string> leak_text(const std::optional<std::chrono::nanoseconds>& timeout) {
  if (!timeout) return std::nullopt;
  return fmt::format("{} ms", std::chrono::floor<std::chrono::milliseconds>(*timeout).count());
}

std::optional<std::string> signal_text(const std::optional<TimeoutSignal>& signal) {
  if (!signal) return std::nullopt;
  return fmt::format("{} {} ms before the end", signal_name(signal->signal),
                     std::chrono::floor<std::chrono::milliseconds>(signal->grace).count());
}

std::optional<std::string> terminal_text(const std::optional<TerminalSize>& size) {
  if (!size) return std::nullopt;
  return fmt::format("{} rows, {} columns", size->rows, size->columns);
}

class Comparison {
 public:
  Comparison(const ActionDescription& before, const ActionDescription& after) : old_(before), now_(after) {}

  std::vector<Difference> settings() {
    const ContainerSettings& old = old_.container.settings;
    const ContainerSettings& now = now_.container.settings;
    maelstrom();
    compare(InputKind::kProgram, {}, old_.program, now_.program);
    arguments();
    variables(old.environment, now.environment);
    compare(InputKind::kWorkingDirectory, {}, old.working_directory, now.working_directory);
    compare(InputKind::kTimeout, {}, timeout_text(old_.timeout), timeout_text(now_.timeout));
    compare(InputKind::kUser, {}, std::to_string(old.user), std::to_string(now.user));
    compare(InputKind::kGroup, {}, std::to_string(old.group), std::to_string(now.group));
    compare(InputKind::kHostname, {}, old.hostname, now.hostname);
    compare(InputKind::kNetwork, {}, std::string(network_name(old.network)), std::string(network_name(now.network)));
    compare(InputKind::kIsolation, {}, isolation(old), isolation(now));
    compare(InputKind::kWritableFileSystem, {}, yes_or_no(old.writable_file_system),
            yes_or_no(now.writable_file_system));
    mounts(old.mounts, now.mounts);
    process();
    platform();
    return std::move(found_);
  }

 private:
  using Value = std::optional<std::string>;

  void maelstrom() {
    compare(InputKind::kMaelstrom, "version", old_.salt, now_.salt);
    compare(InputKind::kMaelstrom, "maelstrom-cell", old_.cell.to_string(), now_.cell.to_string());
  }

  void process() {
    const ContainerMessage& old = old_.container;
    const ContainerMessage& now = now_.container;
    compare(InputKind::kProcess, "leak_timeout", leak_text(old.settings.leak_timeout),
            leak_text(now.settings.leak_timeout));
    compare(InputKind::kProcess, "signal at the timeout", signal_text(old.settings.timeout_signal),
            signal_text(now.settings.timeout_signal));
    compare(InputKind::kProcess, "pid1", yes_or_no(old.settings.pid1), yes_or_no(now.settings.pid1));
    compare(InputKind::kProcess, "terminal", terminal_text(old.terminal), terminal_text(now.terminal));
    compare(InputKind::kProcess, "captured changes", yes_or_no(old.capture_file_system_changes),
            yes_or_no(now.capture_file_system_changes));
  }

  void arguments() {
    for (std::size_t i = 0; i < std::max(old_.arguments.size(), now_.arguments.size()); ++i) {
      compare(InputKind::kArgument, std::to_string(i + 1), at(old_.arguments, i), at(now_.arguments, i));
    }
  }

  void variables(const Environment& old, const Environment& now) {
    std::map<std::string, std::pair<Value, Value>> all;
    for (const auto& [name, value] : old) all[name].first = value;
    for (const auto& [name, value] : now) all[name].second = value;
    for (const auto& [name, values] : all) compare(InputKind::kVariable, name, values.first, values.second);
  }

  void platform() {
    std::map<std::string, std::pair<Value, Value>> all;
    for (const NamedValue& fact : old_.platform) all[fact.name].first = fact.value;
    for (const NamedValue& fact : now_.platform) all[fact.name].second = fact.value;
    for (const auto& [name, values] : all) compare(InputKind::kPlatform, name, values.first, values.second);
  }

  // Where the same mounts stand in another order, each that moved is named with its place.
  void mounts(const std::vector<Mount>& old, const std::vector<Mount>& now) {
    std::vector<NamedText> gone = texts(old);
    std::vector<NamedText> added = texts(now);
    if (std::ranges::is_permutation(gone, added)) return moved(gone, added);
    for (const NamedText& mount : texts(old)) {
      if (const auto same = std::ranges::find(added, mount); same != added.end()) {
        added.erase(same);
        gone.erase(std::ranges::find(gone, mount));
      }
    }
    for (const NamedText& mount : gone) {
      const auto other = std::ranges::find(added, mount.name, &NamedText::name);
      compare(InputKind::kMount, mount.name, mount.text, other == added.end() ? Value{} : Value{other->text});
      if (other != added.end()) added.erase(other);
    }
    for (const NamedText& mount : added) compare(InputKind::kMount, mount.name, {}, mount.text);
  }

  void moved(const std::vector<NamedText>& old, const std::vector<NamedText>& now) {
    const auto place = [](std::size_t i, const NamedText& mount) {
      return fmt::format("{}, mount {}", mount.text, i + 1);
    };
    for (std::size_t i = 0; i < old.size(); ++i) {
      const auto there = static_cast<std::size_t>(std::ranges::find(now, old[i]) - now.begin());
      if (now[i] != old[i]) compare(InputKind::kMount, old[i].name, place(i, old[i]), place(there, old[i]));
    }
  }

  static std::vector<NamedText> texts(const std::vector<Mount>& mounts) {
    std::vector<NamedText> all;
    all.reserve(mounts.size());
    for (const Mount& mount : mounts) all.push_back(std::visit(MountText{}, mount));
    return all;
  }

  static std::string isolation(const ContainerSettings& settings) {
    return std::string(isolation_name(settings.isolation));
  }
  static Value at(const std::vector<std::string>& values, std::size_t i) {
    return i < values.size() ? Value{values[i]} : Value{};
  }

  void compare(InputKind kind, std::string name, Value before, Value after) {
    if (before == after || found_.size() >= kMostDifferences) return;
    found_.push_back({kind, std::move(name), std::nullopt, std::move(before), std::move(after)});
  }

  const ActionDescription& old_;
  const ActionDescription& now_;
  std::vector<Difference> found_;
};

}  // namespace

std::string_view input_name(InputKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

Result<Differences> differences(const ActionDescription& before, const ActionDescription& after, const GetBlob& get) {
  Differences found;
  found.list = Comparison(before, after).settings();
  TRY(add_layer_differences(before.layers, after.layers, get, found));
  return found;
}

}  // namespace maelstrom::reapi
