#include "cli/workshop.h"

#include <unistd.h>

#include "cli/cell_program.h"
#include "cli/doctor_command.h"
#include "cli/open_store.h"
#include "layers/elf.h"
#include "layers/script.h"
#include "os/file.h"
#include "session/paths.h"

namespace maelstrom::cli {

Workshop::~Workshop() {
  if (executor) executor->retire();
}

Result<Workshop> Workshop::open(const Host& host, const RunSettings& settings, const std::string& project,
                                const std::string& color) {
  Workshop workshop;
  TRY_ASSIGN(own_program, os::own_program());
  TRY_ASSIGN(cell, find_cell_program(host, own_program));
  TRY_ASSIGN(store, open_store(settings, workshop.given_up.get()));
  workshop.store = std::move(store);
  workshop.builder = std::make_unique<layers::LayerBuilder>(*workshop.store, project);
  workshop.commands = std::make_unique<CommandMemo>(*workshop.store);
  workshop.stacker = std::make_unique<layers::Stacker>(*workshop.store);
  workshop.images = std::make_unique<Images>(
      *workshop.store, ImageOptions{.project = project,
                                    .depot = settings.image_depot,
                                    .program_directory = session::parent_path(own_program),
                                    .accept_invalid_certificates = settings.accept_invalid_certificates,
                                    .given_up = workshop.given_up.get(),
                                    .environment = client_environment});
  TRY_ASSIGN(executor,
             execute::LocalExecutor::create(
                 *workshop.store, {.slots = settings.slots,
                                   .cell_program = cell,
                                   .output_limit = settings.inline_limit,
                                   .no_containers = [cell, colours = report::wants_colour(color, STDERR_FILENO)] {
                                     explain_missing_features(stderr, {.program = cell}, {.colours = colours});
                                   }}));
  workshop.executor = std::move(executor);
  workshop.cell_program = cell;
  return workshop;
}

session::Ports Workshop::ports(Executor& jobs, Wake& wake, const Clock& clock, RunObserver& observer) const {
  return {.executor = jobs,
          .wake = wake,
          .clock = clock,
          .observer = observer,
          .build_layer = [this](const LayerSpec& spec) { return builder->build(spec); },
          .import_image = [this](const std::string& name) { return images->get(name); },
          .stack_layers = [this](const std::vector<Digest>& layers) { return stacker->stack(layers); },
          .known_change = [this](const Digest& key) { return commands->known(key); },
          .remember_change = [this](const Digest& key, const Digest& tree) { return commands->remember(key, tree); },
          .read_elf = [](const std::string& path,
                         std::span<const std::string> markers) { return layers::read_elf(path, markers); },
          .read_script = [](const std::string& path) { return layers::read_script(path); },
          .environment = client_environment,
          .past = [](const CaseId&) { return std::nullopt; },
          .tick = {},
          .give_up = [this] { *given_up = true; }};
}

}  // namespace maelstrom::cli
