#include "report/json_reporter.h"

#include <variant>

#include "report/json_text.h"
#include "report/timestamp.h"

namespace maelstrom::report {
namespace {

constexpr std::size_t kMostHeldBack = 64 << 10;

void add_if_known(JsonObject& object, std::string_view key, std::string_view value) {
  if (!value.empty()) object.text(key, value);
}

// Nothing for a time-out: the outcome says it.
void add_termination(JsonObject& object, const Termination& termination) {
  if (const auto* exited = std::get_if<Exited>(&termination)) object.integer("exit_code", exited->code);
  if (const auto* signaled = std::get_if<Signaled>(&termination)) object.text("signal", signal_name(signaled->signal));
}

void add_verdict(JsonObject& object, const Verdict& verdict) {
  add_if_known(object, "file", verdict.file);
  if (verdict.line > 0) object.integer("line", verdict.line);
  add_if_known(object, "message", verdict.message);
}

void add_stream(JsonObject& object, std::string_view key, const Output& output) {
  if (output.truncated()) return object.text(key, output.text());
  object.text(key, output.head);
}

void add_output(JsonObject& object, const JobResult& job) {
  add_stream(object, "stdout", job.standard_output);
  add_stream(object, "stderr", job.standard_error);
  object.boolean("truncated", job.standard_output.truncated() || job.standard_error.truncated());
}

void add_usage(JsonObject& object, const ResourceUsage& usage) {
  object.count("max_rss_bytes", usage.max_rss);
  object.milliseconds("cpu_ms", usage.user_time + usage.system_time);
}

// Of an earlier run it says nothing.
void add_cluster(JsonObject& object, const JobResult& job) {
  if (job.containment != Containment::kContainer) object.text("containment", containment_name(job.containment));
  if (!job.cluster || job.cached) return;
  object.milliseconds("cluster_queue_ms", job.cluster->queue);
  object.milliseconds("fetch_ms", job.cluster->fetch);
}

void add_case(JsonObject& object, const CaseResult& result) {
  object.text("framework", result.framework);
  object.text("artifact", result.id.artifact);
  object.text("name", result.id.name);
  object.integer("attempt", result.attempt);
  object.text("outcome", outcome_name(result.verdict.outcome));
  object.boolean("cached", result.job && result.job->cached);
  if (result.slow) object.boolean("slow", true);
  if (result.job) object.milliseconds("duration_ms", result.job->duration);
  object.milliseconds("queue_ms", result.queue);
  if (result.job) {
    object.milliseconds("setup_ms", result.job->setup);
    object.text("worker", result.job->worker.empty() ? "local" : result.job->worker);
    add_cluster(object, *result.job);
  }
  object.text("isolation", isolation_name(result.isolation));
  if (result.audit) {
    object.text("audit", result.audit->kind == AuditKind::kCache ? "cache" : "isolation");
    object.boolean("audit_agreed", result.audit->agreed);
  }
  if (result.job && result.job->action) object.text("action", result.job->action->to_string());
  if (result.job) add_termination(object, result.job->termination);
  add_verdict(object, result.verdict);
  if (!result.job) return;
  add_output(object, *result.job);
  add_usage(object, result.job->usage);
}

}  // namespace

template <typename AddFields>
void JsonReporter::add(std::string_view event, AddFields add_fields) {
  if (!status_) return;
  JsonObject object(lines_);
  object.text("event", event);
  add_fields(object);
  object.close();
  lines_.push_back('\n');
  if (lines_.size() >= kMostHeldBack) flush();
}

template <typename AddFields>
void JsonReporter::write(std::string_view event, AddFields add_fields) {
  add(event, add_fields);
  flush();
}

void JsonReporter::flush() {
  if (status_ && !lines_.empty()) status_ = sink_(lines_);
  lines_.clear();
}

void JsonReporter::on(const RunStarted& event) {
  write("run-started", [&](JsonObject& object) {
    object.text("version", event.version);
    object.text("id", event.id);
    object.text("time", rfc3339(event.time));
    object.count("slots", event.slots);
    if (event.remote.empty()) {
      object.null("remote");
    } else {
      object.text("remote", event.remote);
    }
  });
}

void JsonReporter::on(const ArtifactListed& event) {
  write("artifact-listed", [&](JsonObject& object) {
    object.text("framework", event.framework);
    object.text("artifact", event.artifact);
    object.count("cases", event.cases);
    object.boolean("cached", event.cached);
    object.milliseconds("duration_ms", event.duration);
  });
}

void JsonReporter::on(const CaseSlow& event) {
  write("case-slow", [&](JsonObject& object) {
    object.text("artifact", event.id.artifact);
    object.text("name", event.id.name);
    object.integer("attempt", event.attempt);
    object.milliseconds("after_ms", event.after);
  });
}

void JsonReporter::on(const CaseResult& result) {
  add("case-finished", [&](JsonObject& object) { add_case(object, result); });
}

void JsonReporter::on(const RunFinished& event) {
  write("run-finished", [&](JsonObject& object) {
    for (std::size_t i = 0; i < kOutcomes; ++i) object.count(outcome_name(static_cast<Outcome>(i)), event.counts[i]);
    object.count("cached", event.cached);
    object.count("audited", event.audited);
    object.count("audits_that_differ", event.audits_that_differ);
    object.milliseconds("duration_ms", event.duration);
    object.integer("exit_code", event.exit_code);
  });
}

}  // namespace maelstrom::report
