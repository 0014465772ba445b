#include "report/html_reporter.h"

#include <algorithm>
#include <vector>

#include "report/json_text.h"
#include "report/page_text.h"
#include "report/timestamp.h"

namespace maelstrom::report {
namespace {

void add_if_known(JsonObject& object, std::string_view key, std::string_view value) {
  if (!value.empty()) object.text(key, value);
}

void add_where(JsonObject& object, const JobResult& job) {
  add_if_known(object, "worker", job.worker);
  if (!job.cluster) return;
  object.milliseconds("cluster_queue_ms", job.cluster->queue);
  object.milliseconds("fetch_ms", job.cluster->fetch);
}

bool is_told_whole(Outcome outcome) { return outcome != Outcome::kPassed; }

// Inside of a script element no "<" may stand that the HTML parser could take for its end: HTML, section 4.12.1.3.
// In JSON it stands in strings only, where an escape means the same.
std::string fit_for_script(const std::string& json) {
  std::string fit;
  fit.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      fit += "\\u003c";
    } else {
      fit += c;
    }
  }
  return fit;
}

std::string list_of(const std::map<std::string, std::size_t>& artifacts) {
  std::vector<const std::string*> names(artifacts.size());
  for (const auto& [name, number] : artifacts) names[number] = &name;
  std::string list = "[";
  for (const std::string* name : names) {
    if (list.size() > 1) list += ',';
    std::string object;
    JsonObject holder(object);
    holder.text("name", *name);
    holder.close();
    list += object;
  }
  return list + "]";
}

}  // namespace

void HtmlReporter::on(const RunStarted& event) {
  started_ = event;
  since_ = clock_.monotonic();
}

std::size_t HtmlReporter::number_of(const std::string& artifact) {
  return artifacts_.try_emplace(artifact, artifacts_.size()).first->second;
}

void HtmlReporter::on(const CaseStarted& event) { under_way_.try_emplace(event.id, clock_.monotonic()); }

void HtmlReporter::on(const CaseResult& result) {
  Case& one = cases_.emplace_back();
  JsonObject object(one.json);
  object.count("artifact", number_of(result.id.artifact));
  object.text("name", result.id.name);
  object.text("outcome", outcome_name(result.verdict.outcome));
  if (result.attempt > 1) object.integer("attempt", result.attempt);
  const bool cached = result.job && result.job->cached;
  if (cached) object.boolean("cached", true);
  if (result.slow) object.boolean("slow", true);
  if (result.job) object.milliseconds("duration_ms", result.job->duration);
  if (result.job && !cached) add_where(object, *result.job);
  add_if_known(object, "message", result.verdict.message);
  add_if_known(object, "file", result.verdict.file);
  if (result.verdict.line > 0) object.integer("line", result.verdict.line);
  if (result.job && is_told_whole(result.verdict.outcome)) {
    add_if_known(object, "stdout", result.job->standard_output.text());
    add_if_known(object, "stderr", result.job->standard_error.text());
  }
  const auto under_way = under_way_.extract(result.id);
  if (under_way.empty() || !result.job || cached) return;
  one.start = under_way.mapped() - since_;
  if (result.job->cluster) *one.start += result.job->cluster->queue + result.job->cluster->fetch;
  one.length = result.job->setup + result.job->duration;
}

// Each case goes to the lane that was free first. Events come a little late, so that two may seem to overlap.
void HtmlReporter::give_lanes() {
  std::vector<Case*> timed;
  for (Case& one : cases_) {
    if (one.start) timed.push_back(&one);
  }
  std::ranges::sort(timed, {}, [](const Case* one) { return *one->start; });
  std::vector<Nanoseconds> free_since(std::max<std::size_t>(started_.slots, 1), Nanoseconds(0));
  for (Case* one : timed) {
    const auto lane = std::ranges::min_element(free_since);
    *lane = *one->start + one->length;
    one->json += ",\"at\":";
    JsonObject at(one->json);
    at.count("lane", static_cast<std::size_t>(lane - free_since.begin()));
    at.milliseconds("start_ms", *one->start);
    at.milliseconds("length_ms", one->length);
    at.close();
  }
}

void HtmlReporter::on(const RunFinished& event) {
  give_lanes();
  std::string run;
  JsonObject object(run);
  object.text("version", started_.version);
  object.text("time", rfc3339(started_.time));
  object.count("slots", started_.slots);
  object.milliseconds("duration_ms", event.duration);
  if (!event.interrupted_by.empty()) object.text("interrupted_by", event.interrupted_by);
  run += ",\"artifacts\":" + list_of(artifacts_) + ",\n\"cases\":[\n";
  const char* comma = "";
  for (const Case& one : cases_) {
    run += comma + one.json + "}";
    comma = ",\n";
  }
  run += "]}";
  std::string document(kPageBegin);
  document += fit_for_script(run);
  document += kPageEnd;
  status_ = sink_(document);
}

}  // namespace maelstrom::report
