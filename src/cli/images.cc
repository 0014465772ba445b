#include "cli/images.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/strings.h"
#include "layers/image_on_disk.h"
#include "registry/http_module.h"

namespace maelstrom::cli {

Images::Images(store::Store& store, ImageOptions options)
    : store_(store),
      options_(std::move(options)),
      puller_(store, {.project = options_.project,
                      .depot = options_.depot,
                      .files = registry::RegistryFiles::of(options_.environment),
                      .open_http = [this] { return open_http(); },
                      .wait = [this](std::chrono::milliseconds time) { return wait(time); },
                      .progress =
                          [this](const registry::LayerProgress& more) {
                            const std::lock_guard lock(mutex_);
                            received_[more.layer] = more.received;
                            told_ = false;
                          }}) {}

Result<layers::ImportedImage> Images::get(const std::string& text) {
  TRY_ASSIGN(reference, layers::parse_image_reference(text));
  if (reference.transport == layers::ImageTransport::kRegistry) return puller_.pull(reference);
  return layers::import_from_disk(
      {.reference = reference, .project = options_.project, .scratch = options_.depot + "/scratch"}, store_);
}

std::optional<std::string> Images::progress() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(told_, true)) return std::nullopt;
  std::uint64_t received = 0;
  std::uint64_t all = 0;
  for (const auto& [layer, bytes] : received_) {
    received += bytes;
    all += layer.size;
  }
  return fmt::format("downloading image layers: {} of {}", human_bytes(received), human_bytes(all));
}

std::function<void()> telling(Images& images, RunObserver& observer, const Clock& clock, std::function<void()> tick) {
  return [&images, &observer, &clock, tick = std::move(tick), last = MonotonicTime()]() mutable {
    if (const auto now = clock.monotonic(); now - last >= std::chrono::seconds(1)) {
      last = now;
      if (const auto progress = images.progress()) observer.on(Notice{Notice::Kind::kProgress, *progress});
    }
    if (tick) tick();
  };
}

Result<std::unique_ptr<registry::Http>> Images::open_http() const {
  TRY_ASSIGN(module, registry::find_http_module(options_.program_directory));
  return registry::open_http(
      module, {.accept_invalid_certificates = options_.accept_invalid_certificates, .cancelled = options_.given_up});
}

Status Images::wait(std::chrono::milliseconds time) const {
  constexpr std::chrono::milliseconds kStep(50);
  const std::atomic<bool>& given_up = *options_.given_up;
  for (; time.count() > 0 && !given_up; time -= kStep) std::this_thread::sleep_for(std::min(kStep, time));
  return given_up ? Status(fail(ErrorCode::kInterrupted, "interrupted")) : Status();
}

}  // namespace maelstrom::cli
