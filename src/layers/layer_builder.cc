#include "layers/layer_builder.h"

#include <fmt/format.h>

#include <utility>

#include "base/braces.h"
#include "base/strings.h"
#include "layers/closure.h"
#include "layers/elf_memo.h"
#include "layers/glob_layer.h"
#include "layers/host_source.h"
#include "layers/libraries_layer.h"
#include "layers/tar_layer.h"
#include "layers/tree_builder.h"
#include "os/file.h"

namespace maelstrom::layers {
namespace {

constexpr const char* kLdCache = "/etc/ld.so.cache";
constexpr std::uint64_t kLdCacheLimit = UINT64_C(64) << 20;

// A loader without a cache, or with a broken one, does without.
LdCache read_ld_cache(std::vector<std::string>& warnings) {
  const auto bytes = os::read_file(kLdCache, kLdCacheLimit);
  if (!bytes && bytes.error().code() == ErrorCode::kNotFound) return {};
  auto cache = bytes ? LdCache::parse(*bytes) : fail(bytes.error());
  if (cache) return std::move(*cache);
  warnings.push_back(fmt::format("{}: {}; libraries are looked for without it", kLdCache, cache.error().message()));
  return {};
}

// Builds one layer of each kind.
class Build {
 public:
  Build(store::Store& store, const std::string& project_directory, ElfMemo& elf_memo)
      : store_(store), project_directory_(project_directory), elf_memo_(elf_memo) {}

  Status operator()(const PathsLayer& layer) {
    const HostSource source = source_with(layer.prefix);
    for (const auto& path : layer.paths) TRY(source.add(path, tree_));
    return {};
  }

  Status operator()(const GlobLayer& layer) { return add_glob(layer, source_with(layer.prefix), tree_, warnings_); }

  Status operator()(const StubsLayer& layer) {
    TRY(store_.put(std::string_view{}));  // what stub files hold
    for (const auto& pattern : layer.stubs) {
      TRY_ASSIGN_IN(fmt::format("stub \"{}\"", printable(pattern)), stubs, expand_braces(pattern));
      for (const auto& stub : stubs) {
        TRY(stub.ends_with('/') ? tree_.add_stub_directory(stub) : tree_.add_stub_file(stub));
      }
    }
    return {};
  }

  Status operator()(const SymlinksLayer& layer) {
    for (const auto& [link, target] : layer.symlinks) TRY(tree_.add_symlink(link, target));
    return {};
  }

  Status operator()(const TarLayer& layer) { return add_tar(source_with({}).on_host(layer.path), store_, tree_); }

  Status operator()(const SharedLibrariesLayer& layer) {
    Closure closure(elf_memo_, read_ld_cache(warnings_));
    return add_libraries(layer, source_with(layer.prefix), closure, tree_);
  }

  Status operator()(const InlineLayer& layer) {
    for (const auto& [path, content] : layer.files) {
      TRY_ASSIGN(digest, store_.put(content));
      TRY(tree_.add_file(path, {.digest = digest}));
    }
    return {};
  }

  Status operator()(const CommandLayer& layer) {
    return invalid(fmt::format("the command {} needs the layers below it to run in", layer.declared_at));
  }

  Result<BuiltLayer> finish() {
    TRY_ASSIGN(digest, tree_.store(store_));
    return BuiltLayer{digest, std::move(warnings_)};
  }

 private:
  HostSource source_with(const PrefixOptions& prefix) const { return {store_, project_directory_, prefix}; }

  store::Store& store_;
  const std::string& project_directory_;
  ElfMemo& elf_memo_;
  TreeBuilder tree_;
  std::vector<std::string> warnings_;
};

}  // namespace

LayerBuilder::LayerBuilder(store::Store& store, std::string project_directory)
    : store_(store), project_directory_(std::move(project_directory)), elf_memo_(std::make_unique<ElfMemo>()) {}
LayerBuilder::~LayerBuilder() = default;

Result<BuiltLayer> LayerBuilder::build(const LayerSpec& spec) const {
  Build build(store_, project_directory_, *elf_memo_);
  TRY(std::visit(build, spec));
  return build.finish();
}

}  // namespace maelstrom::layers
