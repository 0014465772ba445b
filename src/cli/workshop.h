// What runs jobs on this machine, put together: the store, the builder of layers and who stacks them, the executor.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/host.h"
#include "base/result.h"
#include "base/wake.h"
#include "cli/command_memo.h"
#include "cli/images.h"
#include "cli/run_settings.h"
#include "core/run_observer.h"
#include "execute/local_executor.h"
#include "layers/layer_builder.h"
#include "layers/stacker.h"
#include "session/ports.h"
#include "store/store.h"

namespace maelstrom::cli {

struct Workshop {
  Workshop() = default;
  Workshop(Workshop&&) = default;
  Workshop& operator=(Workshop&&) = delete;
  ~Workshop();

  // First: while the store is closed, the kernel takes the cells apart.
  std::unique_ptr<execute::LocalExecutor> executor;
  // See store::StoreOptions; Ports::give_up sets it.
  std::unique_ptr<std::atomic<bool>> given_up = std::make_unique<std::atomic<bool>>(false);
  std::unique_ptr<store::Store> store;
  std::unique_ptr<layers::LayerBuilder> builder;
  std::unique_ptr<CommandMemo> commands;
  std::unique_ptr<layers::Stacker> stacker;
  std::unique_ptr<Images> images;
  std::string cell_program;

  // Errors: of the store; NotFound if there is no maelstrom-cell. Where this machine makes no containers
  // the first job's start says so; what is missing is said on standard error then, in colours as `color` says:
  // auto, always or never.
  static Result<Workshop> open(const Host& host, const RunSettings& settings, const std::string& project,
                               const std::string& color);

  // What a session works with, and who watches it; all of it outlives the session, and this object stays where it is.
  // The session knows no past, and nothing ticks.
  session::Ports ports(Executor& jobs, Wake& wake, const Clock& clock, RunObserver& observer) const;
};

}  // namespace maelstrom::cli
