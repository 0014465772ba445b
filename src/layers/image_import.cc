#include "layers/image_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "layers/image_flatten.h"
#include "layers/image_layer.h"
#include "layers/image_memo.h"

namespace maelstrom::layers {
namespace {

constexpr int kIndexDepth = 4;  // an index may name indexes

Status check_document(std::string_view bytes, const BlobDescriptor& descriptor) {
  const Digest found = digest_of(bytes);
  if (found.hash != descriptor.digest.hash) {
    return invalid(
        fmt::format("its digest is sha256:{}; the image is damaged, or not the one that was asked for", found.hex()));
  }
  if (descriptor.digest.size != 0 && found.size != descriptor.digest.size) {
    return invalid(fmt::format("it has {} bytes, where {} were said", found.size, descriptor.digest.size));
  }
  return {};
}

// Two layers with the same content are one.
struct LayerTask {
  BlobDescriptor descriptor;
  std::string diff_id;
  std::size_t number = 0;  // from 1, for messages
  std::optional<Result<ImageLayer>> done;
};

class Import {
 public:
  Import(ImageSource& source, store::Store& store, const ImportOptions& options)
      : source_(source), store_(store), options_(options) {}

  Result<ImportedImage> run() {
    TRY_ASSIGN(root, source_.resolve());
    TRY_ASSIGN(known, find_image(store_, root.digest, options_.platform));
    if (known) return std::move(*known);
    TRY_ASSIGN(manifest, find_manifest(root));
    TRY_ASSIGN_IN("the configuration", config, read_config(manifest.config));
    if (config.diff_ids.size() != manifest.layers.size()) {
      return invalid(fmt::format("{} layers, of which the configuration knows {}", manifest.layers.size(),
                                 config.diff_ids.size()));
    }
    ImportedImage image{.config = std::move(config.config)};
    TRY_ASSIGN(layers, take_layers(manifest, config.diff_ids, image.warnings));
    TRY_ASSIGN(layer, flatten(store_, layers));
    image.layer = layer;
    TRY_ASSIGN(tree, store_.tree(layer));
    image.tree = std::make_shared<const store::Tree>(std::move(tree));
    TRY(remember_image(store_, root.digest, options_.platform, image));
    return image;
  }

 private:
  Result<ImageManifest> find_manifest(BlobDescriptor descriptor) {
    for (int depth = 0; depth < kIndexDepth; ++depth) {
      const std::string name = "the manifest sha256:" + descriptor.digest.hex();
      TRY_ASSIGN_IN(name, text, source_.manifest(descriptor));
      TRY_IN(name, check_document(text, descriptor));
      TRY_ASSIGN_IN(name, parsed, parse_image_manifest(text, descriptor.media_type));
      if (auto* manifest = std::get_if<ImageManifest>(&parsed)) return std::move(*manifest);
      TRY_ASSIGN(next, choose_platform(std::get<ImageIndex>(parsed).entries, options_.platform));
      descriptor = std::move(next);
    }
    return invalid("indexes of indexes, more than 4 deep");
  }

  Result<ConfigDocument> read_config(const BlobDescriptor& descriptor) {
    TRY_ASSIGN(text, source_.config(descriptor));
    TRY(check_document(text, descriptor));
    return parse_image_config(text);
  }

  Result<std::vector<ImageLayer>> take_layers(const ImageManifest& manifest, const std::vector<std::string>& diff_ids,
                                              std::vector<std::string>& warnings) {
    std::vector<LayerTask> tasks;
    std::vector<std::size_t> task_of;
    for (std::size_t i = 0; i < diff_ids.size(); ++i) {
      const auto same = std::ranges::find(tasks, diff_ids[i], &LayerTask::diff_id);
      task_of.push_back(static_cast<std::size_t>(same - tasks.begin()));
      if (same == tasks.end()) tasks.push_back({manifest.layers[i], diff_ids[i], i + 1, std::nullopt});
    }
    take_all(tasks);
    std::vector<ImageLayer> layers;
    for (const LayerTask& task : tasks) {
      if (task.done && !*task.done) return fail(Error(task.done->error()).in(fmt::format("layer {}", task.number)));
      if (task.done) warnings.insert(warnings.end(), (*task.done)->warnings.begin(), (*task.done)->warnings.end());
    }
    for (const std::size_t which : task_of) {
      if (!tasks[which].done) return internal("a layer was left out");
      layers.push_back(**tasks[which].done);
    }
    return layers;
  }

  void take_all(std::vector<LayerTask>& tasks) {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    const auto serve = [&] {
      for (std::size_t i = next++; i < tasks.size() && !failed; i = next++) {
        tasks[i].done = take(tasks[i]);
        if (!*tasks[i].done) failed = true;
      }
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < std::min(options_.threads, tasks.size()); ++i) threads.emplace_back(serve);
    serve();
    for (std::thread& thread : threads) thread.join();
  }

  Result<ImageLayer> take(const LayerTask& task) {
    TRY_ASSIGN(known, find_layer(store_, task.diff_id));
    if (known) return std::move(*known);
    TRY_ASSIGN(lock, lock_layer(store_, task.diff_id));
    TRY_ASSIGN(known_now, find_layer(store_, task.diff_id));
    if (known_now) return std::move(*known_now);
    TRY_ASSIGN(file, source_.layer(task.descriptor));
    TRY_ASSIGN_IN("sha256:" + task.descriptor.digest.hex(), layer,
                  take_image_layer(std::move(file), task.descriptor, task.diff_id, store_, options_.limits));
    TRY(remember_layer(store_, task.diff_id, layer));
    return layer;
  }

  ImageSource& source_;
  store::Store& store_;
  const ImportOptions& options_;
};

}  // namespace

Result<ImportedImage> import_image(ImageSource& source, store::Store& store, const ImportOptions& options) {
  return Import(source, store, options).run();
}

}  // namespace maelstrom::layers
