#include "cli/report_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "base/strings.h"
#include "os/fd.h"
#include "os/file.h"
#include "report/json_reporter.h"
#include "report/junit_reporter.h"

namespace maelstrom::cli {
namespace {

class JsonFile final : public ReportFile {
 public:
  // Writes to `descriptor`, which is `owned` or standard output.
  JsonFile(os::Fd owned, int descriptor, std::string path)
      : owned_(std::move(owned)), reporter_([descriptor, path = std::move(path)](std::string_view line) {
          return os::write_all(descriptor, line, path);
        }) {}
  RunObserver& observer() override { return reporter_; }
  Status status() const override { return reporter_.status(); }

 private:
  os::Fd owned_;
  report::JsonReporter reporter_;
};

class JunitFile final : public ReportFile {
 public:
  explicit JunitFile(const ReportSpec& spec)
      : reporter_([spec](std::string_view document) {
          return spec.to_standard_output() ? os::write_all(STDOUT_FILENO, document, "standard output")
                                           : os::replace_file(spec.path, document);
        }) {}
  RunObserver& observer() override { return reporter_; }
  Status status() const override { return reporter_.status(); }

 private:
  report::JunitReporter reporter_;
};

Status make_parent(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos || slash == 0) return {};
  return os::make_directories(path.substr(0, slash));
}

}  // namespace

Result<ReportSpec> parse_report(const std::string& text) {
  const auto equals = text.find('=');
  const std::string kind = text.substr(0, equals);
  const std::vector<std::string> known{"json", "junit"};
  if (kind != "json" && kind != "junit") {
    const auto near = nearest(kind, known);
    return invalid("--report " + printable(text) + ": unknown kind \"" + printable(kind) + "\"; " +
                   (near ? "did you mean \"" + *near + "\"?" : "known are json and junit"));
  }
  if (equals == std::string::npos || equals + 1 == text.size()) {
    return invalid("--report " + printable(text) + ": no path; write " + kind + "=PATH, or " + kind +
                   "=- for standard output");
  }
  return ReportSpec{.kind = kind == "json" ? ReportKind::kJson : ReportKind::kJunit, .path = text.substr(equals + 1)};
}

Result<std::unique_ptr<ReportFile>> open_report(const ReportSpec& spec) {
  if (!spec.to_standard_output()) TRY_IN("--report", make_parent(spec.path));
  if (spec.kind == ReportKind::kJunit) return std::make_unique<JunitFile>(spec);
  if (spec.to_standard_output()) return std::make_unique<JsonFile>(os::Fd(), STDOUT_FILENO, "standard output");
  TRY_ASSIGN_IN("--report", file, os::open(spec.path, O_WRONLY | O_CREAT | O_TRUNC, 0644));
  const int descriptor = file.get();
  return std::make_unique<JsonFile>(std::move(file), descriptor, spec.path);
}

}  // namespace maelstrom::cli
