#include "cli/container_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/strings.h"
#include "config/duration.h"
#include "config/scalar_fields.h"
#include "reapi/job_encoder.h"

namespace maelstrom::cli {
namespace {

constexpr std::size_t kNamedCases = 3;

OrderedJson scalar_value(const std::string& value) { return to_utf8(value); }
OrderedJson scalar_value(bool value) { return value; }
OrderedJson scalar_value(std::uint32_t value) { return value; }
OrderedJson scalar_value(Network value) { return network_name(value); }
OrderedJson scalar_value(Isolation value) { return isolation_name(value); }

const Origin& default_origin() {
  static const Origin kOrigin{.what = "the default container"};
  return kOrigin;
}

class Viewer {
 public:
  Viewer(const config::CasePlan& plan, const std::string& project)
      : plan_(plan), settings_(plan.container.spec.settings), project_(project) {}

  ContainerView view() {
    base();
    layers();
    scalars();
    list("mounts", settings_.mounts, plan_.container.origins.mounts, mount_value);
    of_the_case();
    for (const auto& [name, value] : settings_.environment) {
      const auto found = plan_.container.origins.environment.find(name);
      const bool known = found != plan_.container.origins.environment.end();
      view_.environment[name] = part(to_utf8(value), known ? found->second : default_origin());
    }
    return std::move(view_);
  }

 private:
  ContainerView::Part part(OrderedJson value, Origin origin) const {
    if (origin.file.starts_with(project_ + "/")) origin.file.erase(0, project_.size() + 1);
    return {std::move(value), printable(origin.to_string())};
  }

  void field(std::string name, OrderedJson value, const Origin& origin) {
    view_.fields.push_back({.name = std::move(name), .parts = {part(std::move(value), origin)}});
  }

  template <typename T, typename Value>
  void list(std::string name, const std::vector<T>& elements, const std::vector<Origin>& origins, Value value) {
    ContainerView::Field field{.name = std::move(name), .parts = {}, .is_list = true};
    for (std::size_t i = 0; i < elements.size(); ++i) {
      field.parts.push_back(part(value(elements[i]), i < origins.size() ? origins[i] : default_origin()));
    }
    view_.fields.push_back(std::move(field));
  }

  void base() {
    const auto& origins = plan_.container.origins;
    if (const auto& image = plan_.container.spec.image) {
      OrderedJson use = OrderedJson::array();
      if (image->layers) use.push_back("layers");
      if (image->environment) use.push_back("environment");
      if (image->working_directory) use.push_back("working_directory");
      field("image", {{"name", to_utf8(image->name)}, {"use", std::move(use)}}, origins.image.value_or(Origin{}));
    }
  }

  void layers() {
    list("layers", plan_.container.spec.layers, plan_.container.origins.layers, layer_value);
    field("include_shared_libraries", plan_.include_shared_libraries.value, plan_.include_shared_libraries.origin);
  }

  void scalars() {
    config::each_scalar([&](ContainerField which, auto, auto setting) {
      const auto found = plan_.container.origins.scalars.find(which);
      const bool known = found != plan_.container.origins.scalars.end();
      field(std::string(container_field_name(which)), scalar_value(settings_.*setting),
            known ? found->second : default_origin());
    });
  }

  void of_the_case() {
    field("timeout", plan_.timeout.value.count(), plan_.timeout.origin);
    duration("slow_timeout", plan_.slow_timeout);
    if (plan_.leak_timeout.value) {
      field("leak_timeout", config::duration_text(*plan_.leak_timeout.value), plan_.leak_timeout.origin);
    }
    retries();
    if (plan_.slots.value > 0) field("slots", plan_.slots.value, plan_.slots.origin);
    if (plan_.memory.value > 0) field("memory", plan_.memory.value, plan_.memory.origin);
    if (!plan_.tags.value.empty()) field("tags", tags(), plan_.tags.origin);
    if (const config::CaseLock& lock = plan_.lock.value; !lock.name.empty()) {
      field("lock", OrderedJson{{"name", lock.name}, {"at_most", lock.at_most}}, plan_.lock.origin);
    }
    field("ignore", plan_.ignore.value, plan_.ignore.origin);
    field("cache", plan_.cache.value, plan_.cache.origin);
    OrderedJson facts = OrderedJson::array();
    for (const MachineFact fact : plan_.platform.value) facts.push_back(reapi::fact_name(fact));
    field("platform", std::move(facts), plan_.platform.origin);
  }

  void duration(const std::string& name, const Declared<std::chrono::nanoseconds>& value) {
    if (value.value.count() > 0) field(name, config::duration_text(value.value), value.origin);
  }

  void retries() {
    const config::CaseRetries& retries = plan_.retries.value;
    if (retries.count == 0) return;
    const bool delayed = retries.delay.count() > 0;
    const OrderedJson both{{"count", retries.count}, {"delay", config::duration_text(retries.delay)}};
    field("retries", delayed ? both : OrderedJson(retries.count), plan_.retries.origin);
  }

  OrderedJson tags() const {
    OrderedJson tags = OrderedJson::array();
    for (const std::string& tag : plan_.tags.value) tags.push_back(to_utf8(tag));
    return tags;
  }

  const config::CasePlan& plan_;
  const ContainerSettings& settings_;
  const std::string& project_;
  ContainerView view_;
};

// A key of TOML: bare where it can be.
std::string key_text(std::string_view name) {
  const bool bare = !name.empty() && std::ranges::all_of(name, [](unsigned char c) {
    return (c < 0x80 && std::isalnum(c) != 0) || c == '_' || c == '-';
  });
  return bare ? std::string(name) : OrderedJson(to_utf8(name)).dump();
}

struct Line {
  std::string text;
  std::string origin;  // empty: it has none
};

std::string joined(const std::vector<Line>& lines) {
  constexpr std::size_t kWidest = 60;  // a longer line has its comment right behind it
  std::size_t width = 0;
  for (const Line& line : lines) {
    if (!line.origin.empty() && line.text.size() <= kWidest) width = std::max(width, line.text.size());
  }
  std::string text;
  for (const Line& line : lines) {
    text += line.origin.empty() ? line.text + "\n" : fmt::format("{:<{}}  # {}\n", line.text, width, line.origin);
  }
  return text;
}

}  // namespace

ContainerView view_of(const session::CasePlanOf& of, const std::string& project) {
  ContainerView view = Viewer(of.plan, project).view();
  for (const auto& [name, value] : of.added) view.environment[name] = {to_utf8(value), std::string(of.framework)};
  return view;
}

std::string container_text(const ContainerView& view) {
  std::vector<Line> lines;
  for (const auto& field : view.fields) {
    if (field.is_list && !field.parts.empty()) {
      lines.push_back({field.name + " = [", {}});
      for (const auto& one : field.parts) lines.push_back({"  " + as_toml(one.value) + ",", one.origin});
      lines.push_back({"]", {}});
      continue;
    }
    const std::string value = field.parts.empty() ? "[]" : as_toml(field.parts.front().value);
    lines.push_back({field.name + " = " + value, field.parts.empty() ? std::string() : field.parts.front().origin});
  }
  for (const auto& [name, one] : view.environment) {
    lines.push_back({fmt::format("environment.{} = {}", key_text(name), as_toml(one.value)), one.origin});
  }
  return joined(lines);
}

OrderedJson container_json(const ContainerView& view) {
  const auto said = [](const ContainerView::Part& one) {
    return OrderedJson{{"value", one.value}, {"origin", one.origin}};
  };
  OrderedJson json = OrderedJson::object();
  for (const auto& field : view.fields) {
    if (!field.is_list) {
      json[field.name] = said(field.parts.front());
      continue;
    }
    json[field.name] = OrderedJson::array();
    for (const auto& one : field.parts) json[field.name].push_back(said(one));
  }
  json["environment"] = OrderedJson::object();
  for (const auto& [name, one] : view.environment) json["environment"][to_utf8(name)] = said(one);
  return json;
}

std::string heading_of(const std::vector<CaseId>& cases) {
  std::string names;
  for (std::size_t i = 0; i < std::min(cases.size(), kNamedCases); ++i) {
    names += (names.empty() ? "" : ", ") + printable(cases[i].to_string());
  }
  if (cases.size() > kNamedCases) names += fmt::format(" and {} more", human_count(cases.size() - kNamedCases));
  return "# " + names;
}

}  // namespace maelstrom::cli
