#include "cli/report_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/strings.h"
#include "os/fd.h"
#include "os/file.h"
#include "report/github_reporter.h"
#include "report/html_reporter.h"
#include "report/json_reporter.h"
#include "report/junit_reporter.h"

namespace maelstrom::cli {
namespace {

// Grows: `Reporter` takes a sink that is called again and again.
template <typename Reporter>
class GrowingFile final : public ReportFile {
 public:
  // Writes to `descriptor`, which is `owned` or standard output.
  GrowingFile(os::Fd owned, int descriptor, std::string path)
      : owned_(std::move(owned)), reporter_([descriptor, path = std::move(path)](std::string_view line) {
          return os::write_all(descriptor, line, path);
        }) {}
  RunObserver& observer() override { return reporter_; }
  void flush() override {
    if constexpr (requires { reporter_.flush(); }) reporter_.flush();
  }
  Status status() const override { return reporter_.status(); }

 private:
  os::Fd owned_;
  Reporter reporter_;
};

// Appears whole: the sink of `Reporter` is called once.
template <typename Reporter>
class WholeFile final : public ReportFile {
 public:
  template <typename... More>
  explicit WholeFile(const ReportSpec& spec, const More&... more)
      : reporter_(
            [spec](std::string_view document) {
              return spec.to_standard_output() ? os::write_all(STDOUT_FILENO, document, "standard output")
                                               : os::replace_file(spec.path, document);
            },
            more...) {}
  RunObserver& observer() override { return reporter_; }
  Status status() const override { return reporter_.status(); }

 private:
  Reporter reporter_;
};

template <typename Reporter>
Result<std::unique_ptr<ReportFile>> open_growing(const ReportSpec& spec) {
  using File = GrowingFile<Reporter>;
  if (spec.to_standard_output()) return std::make_unique<File>(os::Fd(), STDOUT_FILENO, "standard output");
  TRY_ASSIGN_IN("--report", file, os::open(spec.path, O_WRONLY | O_CREAT | O_TRUNC, 0644));
  const int descriptor = file.get();
  return std::make_unique<File>(std::move(file), descriptor, spec.path);
}

constexpr std::pair<const char*, ReportKind> kKinds[] = {{"json", ReportKind::kJson},
                                                         {"junit", ReportKind::kJunit},
                                                         {"html", ReportKind::kHtml},
                                                         {"github", ReportKind::kGithub}};

Status make_parent(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos || slash == 0) return {};
  return os::make_directories(path.substr(0, slash));
}

}  // namespace

Result<ReportSpec> parse_report(const std::string& text) {
  const auto equals = text.find('=');
  const std::string name = text.substr(0, equals);
  const auto* const kind = std::ranges::find(kKinds, name, [](const auto& known) { return known.first; });
  if (kind == std::end(kKinds)) {
    std::vector<std::string> known;
    for (const auto& [word, meaning] : kKinds) known.emplace_back(word);
    const auto near = nearest(name, known);
    return invalid("--report " + printable(text) + ": unknown kind \"" + printable(name) + "\"; " +
                   (near ? "did you mean \"" + *near + "\"?" : "known are " + join(known, ", ")));
  }
  if (equals == std::string::npos || equals + 1 == text.size()) {
    return invalid("--report " + printable(text) + ": no path; write " + name + "=PATH, or " + name +
                   "=- for standard output");
  }
  return ReportSpec{.kind = kind->second, .path = text.substr(equals + 1)};
}

Result<std::unique_ptr<ReportFile>> open_report(const ReportSpec& spec, const Clock& clock) {
  if (!spec.to_standard_output()) TRY_IN("--report", make_parent(spec.path));
  switch (spec.kind) {
    case ReportKind::kJson:
      return open_growing<report::JsonReporter>(spec);
    case ReportKind::kGithub:
      return open_growing<report::GithubReporter>(spec);
    case ReportKind::kJunit:
      return std::make_unique<WholeFile<report::JunitReporter>>(spec);
    case ReportKind::kHtml:
      return std::make_unique<WholeFile<report::HtmlReporter>>(spec, clock);
  }
  return fail(ErrorCode::kInternal, "a report of no kind");
}

}  // namespace maelstrom::cli
