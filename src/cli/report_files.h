// The reports that `--report KIND=PATH` asks for.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "core/run_observer.h"

namespace maelstrom::cli {

enum class ReportKind : std::uint8_t { kJson, kJunit, kHtml, kGithub };

struct ReportSpec {
  ReportKind kind = ReportKind::kJson;
  std::string path;  // "-": standard output
  bool to_standard_output() const { return path == "-"; }
};

// "json=build/run.json". Errors: Invalid, naming the kinds there are.
Result<ReportSpec> parse_report(const std::string& text);

// One report that is being written.
class ReportFile {
 public:
  virtual ~ReportFile() = default;
  virtual RunObserver& observer() = 0;
  virtual void flush() {}             // what a report that grows holds back; to be called about 20 times a second
  virtual Status status() const = 0;  // the first error of writing it
};

// JSON and GitHub reports grow as the run goes on; JUnit and HTML reports appear whole at its end. Relative paths
// start from the current directory. `clock` outlives it. Errors: what opening the file gives.
Result<std::unique_ptr<ReportFile>> open_report(const ReportSpec& spec, const Clock& clock);

}  // namespace maelstrom::cli
