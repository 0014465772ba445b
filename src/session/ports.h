// What a run is handed: everything outside it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/wake.h"
#include "config/config.h"
#include "core/digest.h"
#include "core/elf_facts.h"
#include "core/executor.h"
#include "core/layer_spec.h"
#include "core/run_observer.h"
#include "layers/image_import.h"
#include "layers/layer_builder.h"
#include "layers/script.h"
#include "session/suite.h"

namespace maelstrom::session {

// What earlier runs tell of a case.
struct PastCase {
  std::chrono::nanoseconds expected{0};
  bool failed = false;
};

// What is known of what a command makes.
struct KnownChange {
  std::optional<Digest> tree;  // none: it is to run
  // Without a tree: as long as it lives, other programs that ask for the same wait.
  std::shared_ptr<const void> claim;
};

// Where the answers of whole suites are kept: see known_suites.h.
struct SuiteMemory {
  // Names a job by all that decides its outcome.
  std::function<Result<Digest>(const Job&)> name;
  // None if nothing was kept, or if an answer of any suite has been withdrawn since.
  std::function<std::optional<Suite>(const Digest& name)> find;
  std::function<void(const Digest& name, const Suite&)> keep;
};

struct Ports {
  Executor& executor;
  Wake& wake;
  const Clock& clock;
  RunObserver& observer;
  // Called from several threads at once.
  std::function<Result<layers::BuiltLayer>(const LayerSpec&)> build_layer;
  // Gives the image that a container names, as it was written. Called from several threads at once; may take long.
  std::function<Result<layers::ImportedImage>(const std::string&)> import_image;
  // As layers::Stacker gives it. Called from several threads at once.
  std::function<Result<std::vector<Digest>>(const std::vector<Digest>&)> stack_layers;
  // What a command once made of the inputs that `key` stands for: a tree, none if nothing of it is known or left.
  // Waits while another program runs it. Called from several threads at once.
  std::function<Result<KnownChange>(const Digest& key)> known_change;
  // `tree` is what the command made. Called from several threads at once.
  std::function<Status(const Digest& key, const Digest& tree)> remember_change;
  std::function<Result<ElfFacts>(const std::string& path, std::span<const std::string> markers)> read_elf;
  // Empty: no program is a script.
  std::function<Result<std::optional<layers::Script>>(const std::string& path)> read_script;
  // A variable of the environment that the program was started with.
  config::Lookup environment;
  // None: the case is new.
  std::function<std::optional<PastCase>(const CaseId&)> past;
  // How many cases of an artifact earlier runs knew. May be empty.
  std::function<std::size_t(const std::string& artifact)> remembered;
  // Called about 20 times a second while the run goes on; may be empty.
  std::function<void()> tick;
  // A run of the job with this action ended in another way than the first, for a reason that no input tells: the
  // result that was kept may not stand. May be empty.
  std::function<void(const Digest& action)> distrust;
  // None: each case is asked for by itself.
  std::optional<SuiteMemory> suites;
  // Called when the run ends before its time: preparations that wait for others are to end. May be empty.
  std::function<void()> give_up;
};

}  // namespace maelstrom::session
