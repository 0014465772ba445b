#include "session/discover.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "session/build_directory.h"
#include "session/cmake_build.h"
#include "session/cmake_cache.h"
#include "session/ctest_artifacts.h"
#include "session/meson_build.h"
#include "session/named_artifacts.h"
#include "session/named_files.h"
#include "session/paths.h"

namespace maelstrom::session {
namespace {

void say(RunObserver& observer, Notice::Kind kind, std::string text) { observer.on(Notice{kind, std::move(text)}); }

std::string test_binaries(std::size_t count) {
  return human_count(count) + (count == 1 ? " test binary" : " test binaries");
}

// `asked`, or what the directory builds by default.
std::optional<std::string> configuration_of(const CmakeCache& cache, const std::optional<std::string>& asked) {
  if (asked) return asked;
  if (cache.configurations.empty()) return std::nullopt;
  return cache.default_configuration.empty() ? cache.configurations.front() : cache.default_configuration;
}

using Configure = Status(const Host& host, const std::string& project, const std::string& directory, Building building);

// The directory that is made where none is found.
Result<std::string> new_directory(const Host& host, const DiscoverOptions& options, RunObserver& observer,
                                  Configure configure) {
  std::string directory = options.project + std::string(kOwnBuild);
  if (options.building == Building::kSkipped) {
    return invalid("there is no build directory of " + printable(options.project) +
                   ", and --no-build says not to make one");
  }
  say(observer, Notice::Kind::kProgress, "no build directory found; configuring " + printable(directory));
  TRY(configure(host, options.project, directory, options.building));
  return directory;
}

Result<std::string> chosen_directory(const Host& host, const DiscoverOptions& options, RunObserver& observer) {
  if (options.build_directory) {
    if (host.exists(*options.build_directory + "/CMakeCache.txt")) return *options.build_directory;
    return invalid(printable(*options.build_directory) +
                   " is no build directory of CMake or Meson: it has no CMakeCache.txt. Configure it: cmake -S " +
                   shell_quote(options.project) + " -B " + shell_quote(*options.build_directory));
  }
  TRY_ASSIGN(found, find_build_directory(host, options.project));
  if (found) return *found;
  if (!host.exists(options.project + "/CMakeLists.txt")) {
    return invalid("nothing says what the tests of " + printable(options.project) +
                   " are: there is no CMakeLists.txt and no meson.build. Name test binaries: maelstrom test --artifact "
                   "PATH, or artifacts = [\"build/*_test\"] in the [settings] of maelstrom.toml");
  }
  return new_directory(host, options, observer, configure);
}

// Whether Meson is asked, and not CMake: where the build directory that a person names is one of its, or nothing in
// the project is for CMake.
bool is_for_meson(const Host& host, const DiscoverOptions& options) {
  if (options.build_directory) return is_meson_directory(host, *options.build_directory);
  return !host.exists(options.project + "/CMakeLists.txt") && host.exists(options.project + "/meson.build");
}

std::size_t programs_in(const std::vector<TestBinary>& binaries) {
  std::vector<std::string_view> programs;
  programs.reserve(binaries.size());
  for (const TestBinary& binary : binaries) programs.push_back(binary.artifact.program);
  std::sort(programs.begin(), programs.end());
  return static_cast<std::size_t>(std::unique(programs.begin(), programs.end()) - programs.begin());
}

// `command` builds one more.
Status say_what_is_not_built(const CtestArtifacts& found, const std::string& command, Building building,
                             RunObserver& observer) {
  if (found.not_built.empty()) return {};
  const std::string how = building == Building::kSkipped
                              ? "leave --no-build away"
                              : "build it: " + command + " " + shell_quote(found.not_built.front());
  std::string text = "not built, so none of its tests can run: " + join(found.not_built, ", ") + "; " + how;
  if (found.binaries.empty()) return invalid(std::move(text));
  say(observer, Notice::Kind::kWarning, std::move(text));
  return {};
}

struct Built {
  Nanoseconds took;
  std::size_t programs;
};

// `came` is none where nothing was built.
Discovered discovered(const std::string& directory, CtestArtifacts found, std::optional<Built> came,
                      RunObserver& observer) {
  if (came) {
    say(observer, Notice::Kind::kProgress,
        "built " + test_binaries(came->programs) + " " +
            human_seconds(std::chrono::duration<double>(came->took).count()));
  }
  return {.build_directory = directory,
          .binaries = std::move(found.binaries),
          .how = came ? Discovered::How::kBuilt : Discovered::How::kTaken};
}

// How long `build` took; none if it is not to be.
template <typename Build>
Result<std::optional<Nanoseconds>> built(const Clock& clock, const std::string& what, Building building,
                                         RunObserver& observer, Build build) {
  if (building == Building::kSkipped) return std::nullopt;
  say(observer, Notice::Kind::kProgress, "building " + what);
  const MonotonicTime begin = clock.monotonic();
  TRY(build());
  return std::optional<Nanoseconds>(clock.monotonic() - begin);
}

// A project that Meson builds, on its way to tests.
struct MesonProject {
  const Host& host;
  const Clock& clock;
  const DiscoverOptions& options;
  RunObserver& observer;
  const std::string& directory;
  std::vector<std::string> own;

  // What is asked for where these files were built.
  AsksFor asks(const std::vector<std::string>& files) const {
    if (!files.empty()) return options.asks;
    return [](std::string_view) { return true; };
  }

  std::vector<std::string> files_asked_for() const {
    if (!options.asks || options.building == Building::kSkipped) return {};
    return meson_files_asked_for(host, directory, own, options.asks);
  }

  // Builds these files; none: all that tests need. Then reads the tests.
  Result<CtestArtifacts> tests(const std::vector<std::string>& files, std::optional<Nanoseconds>& took) const {
    const std::string what = (files.empty() ? "" : join(files, ", ") + " in ") + printable(directory);
    TRY_ASSIGN(time, built(clock, what, options.building, observer,
                           [&] { return build_with_meson(host, directory, files, options.jobs, options.building); }));
    if (time) took = took.value_or(Nanoseconds(0)) + *time;
    return meson_tests(host, directory, own, asks(files), observer);
  }
};

// A build that configures the project anew may want other files than Meson told of before, and fails where one of those
// is no more.
Result<CtestArtifacts> tests_asked_for(const MesonProject& project, std::vector<std::string>& files,
                                       std::optional<Nanoseconds>& took) {
  auto found = project.tests(files, took);
  if (files.empty() || (!found && found.error().code() != ErrorCode::kInvalid)) return found;
  std::vector<std::string> now = project.files_asked_for();
  if (now == files) return found;
  files = std::move(now);
  return project.tests(files, took);
}

Result<Discovered> from_meson(const Host& host, const Clock& clock, const DiscoverOptions& options,
                              RunObserver& observer) {
  std::optional<std::string> chosen = options.build_directory;
  if (!chosen) chosen = find_meson_directory(host, options.project);
  if (!chosen) {
    TRY_ASSIGN(made, new_directory(host, options, observer, configure_with_meson));
    chosen = std::move(made);
  }
  const std::string& directory = *chosen;
  const MesonProject project{host, clock, options, observer, directory, {options.project, directory}};
  std::vector<std::string> files = project.files_asked_for();
  std::optional<Nanoseconds> took;
  TRY_ASSIGN(found, tests_asked_for(project, files, took));
  for (TestBinary& binary : found.binaries) take_named_files(host, project.own, binary);
  TRY(say_what_is_not_built(found, "meson compile -C " + shell_quote(directory), options.building, observer));
  std::vector<TestBinary> asked = found.binaries;
  std::erase_if(asked, [asks = project.asks(files)](const TestBinary& one) { return !asks(one.artifact.name); });
  const auto came = took ? std::optional(Built{*took, programs_in(asked)}) : std::nullopt;
  return discovered(directory, std::move(found), came, observer);
}

// From a build directory that was never asked for its targets CMake has to configure it once more.
Result<ChosenTargets> targets_asked_for(const Host& host, const CmakeBuild& made, const std::string& source,
                                        const DiscoverOptions& options) {
  if (!options.asks || options.building == Building::kSkipped) return ChosenTargets{};
  TRY_ASSIGN(targets, read_cmake_targets(host, made));
  if (!targets) {
    TRY(ask_for_targets(host, made.directory));
    TRY(configure(host, source, made.directory, options.building));
    TRY_ASSIGN(told, read_cmake_targets(host, made));
    targets = std::move(told);
  }
  return targets ? choose_targets(std::move(*targets), options.asks) : ChosenTargets{};
}

// A project and its build directory, on their way to tests.
struct CmakeProject {
  const Host& host;
  const Clock& clock;
  const DiscoverOptions& options;
  RunObserver& observer;
  const CmakeBuild& made;

  // Builds these targets; none: all. Then asks CTest.
  Result<CtestArtifacts> tests(const std::vector<CmakeTarget>& targets, std::optional<Nanoseconds>& took) const {
    std::vector<std::string> names;
    names.reserve(targets.size());
    for (const CmakeTarget& target : targets) names.push_back(target.name);
    const std::string what = (names.empty() ? "" : join(names, ", ") + " in ") + printable(made.directory);
    TRY_ASSIGN(time, built(clock, what, options.building, observer,
                           [&] { return build(host, made, names, options.jobs, options.building); }));
    if (time) took = took.value_or(Nanoseconds(0)) + *time;
    const std::vector<std::string> own{options.project, made.directory};
    TRY_ASSIGN(found, tests_of(host, made, own, options.memory));
    for (TestBinary& binary : found.binaries) take_named_files(host, own, binary);
    return found;
  }
};

// A build that configures the project anew may have other targets than were told before, and fails for those.
Result<CtestArtifacts> tests_asked_for(const CmakeProject& project, const std::string& source, ChosenTargets& chosen,
                                       std::optional<Nanoseconds>& took) {
  auto found = project.tests(chosen.built, took);
  if (found || chosen.built.empty() || found.error().code() != ErrorCode::kInvalid) return found;
  TRY_ASSIGN(now, targets_asked_for(project.host, project.made, source, project.options));
  if (now.built == chosen.built) return found;
  chosen = std::move(now);
  return project.tests(chosen.built, took);
}

Result<Discovered> from_cmake(const Host& host, const Clock& clock, const DiscoverOptions& options,
                              RunObserver& observer) {
  TRY_ASSIGN(directory, chosen_directory(host, options, observer));
  TRY_ASSIGN(cache, read_cmake_cache(host, directory));
  const CmakeBuild made{.directory = directory, .configuration = configuration_of(cache, options.configuration)};
  TRY_ASSIGN(chosen, targets_asked_for(host, made, cache.source, options));
  const CmakeProject project{host, clock, options, observer, made};
  std::optional<Nanoseconds> took;
  TRY_ASSIGN(found, tests_asked_for(project, cache.source, chosen, took));
  std::size_t programs = chosen.built.size();
  if (programs > 0 && suffices(chosen, found, options.asks)) {
    found.not_built.clear();
  } else {
    if (programs > 0) {
      TRY_ASSIGN(all, project.tests({}, took));
      found = std::move(all);
    }
    programs = programs_in(found.binaries);
  }
  TRY(say_what_is_not_built(found, "cmake --build " + shell_quote(directory) + " --target", options.building,
                            observer));
  const auto came = took ? std::optional(Built{*took, programs}) : std::nullopt;
  return discovered(directory, std::move(found), came, observer);
}

}  // namespace

Result<Discovered> discover(const Host& host, const Clock& clock, const DiscoverOptions& options,
                            RunObserver& observer) {
  if (options.artifacts.empty() && options.artifact_globs.empty()) {
    return is_for_meson(host, options) ? from_meson(host, clock, options, observer)
                                       : from_cmake(host, clock, options, observer);
  }
  // Names on the command line speak in place of those in the file.
  const auto& globs = options.artifacts.empty() ? options.artifact_globs : std::vector<std::string>{};
  TRY_ASSIGN(binaries, named_artifacts(host, options.project, options.artifacts, globs));
  return Discovered{.build_directory = options.build_directory, .binaries = std::move(binaries)};
}

}  // namespace maelstrom::session
