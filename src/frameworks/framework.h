// One adapter per test framework: how to recognise, list, run one case, read its result. Pure: values in, values out.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/elf_facts.h"
#include "core/job.h"
#include "core/test_case.h"

namespace maelstrom::frameworks {

struct PlainRules;

// A test binary as a project describes it.
struct Artifact {
  std::string name;                    // as in a CaseId: unique in its project
  std::string program;                 // absolute path on the host
  std::vector<std::string> arguments;  // the project's own, kept in front of the adapter's
  Environment environment;             // the project's own, beside the default container's
  std::string working_directory;       // absolute
  std::chrono::seconds timeout{0};     // 0 = none
  std::optional<TimeoutSignal> timeout_signal;
  std::vector<std::string> files;   // of the host, absolute: they come along with the program
  std::vector<std::string> linked;  // programs whose shared libraries come along; empty: `program` alone
  std::string declared_by;          // who says these three: "CTest"; empty: nobody
};

// What an adapter adds to an artifact's arguments and environment.
struct Invocation {
  std::vector<std::string> arguments;
  Environment environment;
};

struct ListedCase {
  std::string name;                         // as in a CaseId: unique in its artifact
  std::string ignored;                      // why it is listed and never run; empty: it runs
  std::vector<std::string> selection;       // the arguments that choose it, where its name alone does not say them
  std::string suite;                        // that the source puts it in; empty: none
  std::vector<std::string> tags;            // that the source gives it
  std::shared_ptr<const PlainRules> rules;  // of a whole program, how it is judged; none: by its exit code
};

class Framework {
 public:
  virtual ~Framework() = default;
  virtual std::string_view name() const = 0;  // "gtest"

  // Byte strings whose presence in an ELF file (core/elf_facts.h, markers) tells this framework.
  virtual std::vector<std::string> markers() const = 0;
  virtual bool recognises(const ElfFacts& facts) const = 0;

  // Whether a program that gets `arguments` runs cases: false if they tell it to list something, or to print its help.
  virtual bool runs_cases(const std::vector<std::string>& arguments) const = 0;

  virtual Invocation list_invocation() const = 0;
  // Errors: Invalid with what the program did instead of listing; Exhausted if a part of the list was not kept.
  virtual Result<std::vector<ListedCase>> parse_listing(const JobResult& result) const = 0;

  // Of a case that parse_listing() gave.
  virtual Invocation run_invocation(const ListedCase& one) const = 0;
  virtual Verdict judge(const ListedCase& one, const JobResult& result) const = 0;
};

// Every adapter there is.
std::span<const std::unique_ptr<Framework>> all_frameworks();

}  // namespace maelstrom::frameworks
