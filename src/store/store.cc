#include "store/store.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <unordered_set>
#include <vector>

#include "base/strings.h"
#include "os/file.h"
#include "os/inode.h"
#include "store/blobs.h"
#include "store/eviction.h"
#include "store/index.h"
#include "store/inodes.h"
#include "store/layout.h"
#include "store/leases.h"
#include "store/session.h"
#include "store/trees.h"
#include "store/verification.h"

namespace maelstrom::store {
namespace {

constexpr std::uint64_t kVersion = 1;
constexpr int kReadAttempts = 3;
constexpr std::uint64_t kSettleBytes = UINT64_C(64) << 20;

Status check_version(const std::string& root) {
  const std::string path = root + "/version";
  const auto text = os::read_file(path, 64);
  if (!text && text.error().code() == ErrorCode::kNotFound) {
    return os::replace_file(path, std::to_string(kVersion) + "\n");
  }
  if (!text) return fail(text.error());
  const auto version = parse_unsigned(trim(*text));
  if (!version) return invalid(path + ": not the version of a store");
  if (*version > kVersion) {
    return fail(ErrorCode::kUnavailable, fmt::format("{}: made by a newer version of the program", root));
  }
  return {};
}

Status make_layout(const Layout& layout) {
  TRY(os::make_directories(layout.root().substr(0, layout.root().rfind('/') + 1)));
  TRY(layout.make_directory(layout.root()));
  TRY(check_version(layout.root()));
  for (const auto& path : {layout.blobs(), layout.inodes(), layout.trees(), layout.temporary()}) {
    TRY(layout.make_directory(path));
  }
  return {};
}

InodeFace likely_face(const struct stat& info) { return {.mode = (info.st_mode & 0111) != 0 ? 0555U : 0444U}; }

}  // namespace

// Takes over a lease that is held already.
struct Tree::State {
  State(const Digest& leased, std::shared_ptr<Leases> of)
      : digest(leased), relative_path(Layout::shard(leased.hex())), leases(std::move(of)) {}
  ~State() { leases->release(digest); }
  State(const State&) = delete;  // the lease would be let go of twice
  State& operator=(const State&) = delete;

  const Digest digest;
  const std::string relative_path;
  const std::shared_ptr<Leases> leases;
};

Tree::Tree(std::unique_ptr<State> state) : state_(std::move(state)) {}
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;
const Digest& Tree::digest() const { return state_->digest; }
const std::string& Tree::relative_path() const { return state_->relative_path; }

struct Store::State {
  State(const StoreOptions& options, const Layout& where, std::unique_ptr<Session> begun,
        std::shared_ptr<Leases> opened)
      : size_limit(options.size_limit),
        given_up(options.given_up),
        layout(where),
        memos(where.root(), options.given_up),
        session(std::move(begun)),
        leases(std::move(opened)),
        index(layout.root() + "/index.sqlite"),
        blobs(layout, *session, options.given_up),
        inodes(layout, *session, blobs, options.link_limit),
        trees(layout, *session, blobs, inodes) {}

  Result<std::optional<Digest>> known(const Fingerprint& fingerprint);
  Result<std::optional<Digest>> take_file(const std::string& path);
  Result<StoreUsage> evict(const Kept& kept, Eviction::Spare spare);
  Status forget(const Digest& digest);
  Status provide(const Digest& tree);
  Status settle();

  const std::uint64_t size_limit;
  const std::atomic<bool>* const given_up;
  const Layout layout;
  const Memos memos;
  const std::unique_ptr<Session> session;
  const std::shared_ptr<Leases> leases;
  Index index;
  Blobs blobs;
  Inodes inodes;
  Trees trees;
};

Result<std::optional<Digest>> Store::State::known(const Fingerprint& fingerprint) {
  TRY_ASSIGN(known, index.find(fingerprint));
  if (!known) return std::nullopt;
  if (blobs.use_known(known->digest, known->used)) return known->digest;
  TRY_ASSIGN(noted, blobs.use(known->digest));
  if (!noted) return std::nullopt;
  if (*noted != known->used) index.remember(fingerprint, {known->digest, *noted});
  return known->digest;
}

// None if the file changed while it was read.
Result<std::optional<Digest>> Store::State::take_file(const std::string& path) {
  TRY_ASSIGN(fd, os::open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  const std::int64_t started = file_clock();
  TRY_ASSIGN(before, os::stat_of(fd.get(), path));
  if (!S_ISREG(before.st_mode)) return invalid(path + ": not a regular file");
  TRY_ASSIGN(incoming, blobs.receive(fd.get(), path));
  TRY_ASSIGN(after, os::stat_of(fd.get(), path));
  const Fingerprint fingerprint = fingerprint_of(before);
  if (fingerprint_of(after) != fingerprint) return std::nullopt;
  const Digest digest = incoming.digest;
  TRY(blobs.publish(std::move(incoming), likely_face(before)));
  TRY_ASSIGN(noted, blobs.use(digest));
  if (noted && is_telling(fingerprint, started)) index.remember(fingerprint, {digest, *noted});
  return digest;
}

Result<StoreUsage> Store::State::evict(const Kept& kept, Eviction::Spare spare) {
  return Eviction({layout, *session, *leases, index, blobs}).run(kept, spare);
}

// Counts what was added, and evicts if it became too much.
Status Store::State::settle() {
  TRY(index.flush());
  const std::uint64_t added = blobs.take_added();
  if (added == 0) return {};
  TRY_ASSIGN(sum, index.add_bytes(added));
  if (!sum || session->found_dead()) {  // the dead did not count theirs
    TRY_ASSIGN(inventory, Inventory::take(layout));
    TRY(index.set_bytes(inventory.usage.bytes));
    sum = inventory.usage.bytes;
  }
  if (*sum > size_limit) TRY(evict({.bytes = size_limit / 10 * 9}, Eviction::Spare::kOwnToo));
  return {};
}

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}

Store::~Store() {
  // Housekeeping: what fails here is done by a later session.
  static_cast<void>(state_->settle());
}

Result<std::unique_ptr<Store>> Store::open(StoreOptions options) {
  while (options.root.size() > 1 && options.root.ends_with('/')) options.root.pop_back();
  if (!options.root.starts_with('/')) options.root = os::current_directory() + "/" + options.root;
  const Layout layout(options.root, options.owner);
  TRY(make_layout(layout));
  TRY_ASSIGN(session, Session::begin(layout));
  TRY_ASSIGN(leases, Leases::open(options.root));
  auto state = std::make_unique<State>(options, layout, std::move(session), std::move(leases));
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

Status Store::go_on() const {
  if (state_->given_up != nullptr && *state_->given_up) return fail(ErrorCode::kInterrupted, "interrupted");
  return {};
}

Result<Digest> Store::put(std::string_view bytes) { return put(bytes, {}); }

Result<Digest> Store::put(std::string_view bytes, const NodeProperties& likely) {
  TRY(go_on());
  const Digest digest = digest_of(bytes);
  TRY(state_->blobs.publish({digest, bytes}, face_of(FileNode{.properties = likely})));
  return digest;
}

Result<Digest> Store::put_file(const std::string& path) {
  TRY_ASSIGN(info, os::stat(path));
  return put_file(path, info);
}

Result<Digest> Store::put_file(const std::string& path, const struct stat& info) {
  if (!S_ISREG(info.st_mode)) return invalid(path + ": not a regular file");
  TRY_ASSIGN(known, state_->known(fingerprint_of(info)));
  if (known) return *known;
  for (int attempt = 0; attempt < kReadAttempts; ++attempt) {
    TRY_ASSIGN(taken, state_->take_file(path));
    if (taken) return *taken;
  }
  return invalid(path + ": changes while it is read");
}

Result<Digest> Store::put_stream(int fd, std::string_view name) { return put_stream(fd, name, {}); }

Result<Digest> Store::put_stream(int fd, std::string_view name, const NodeProperties& likely) {
  TRY_ASSIGN(incoming, state_->blobs.receive(fd, std::string(name)));
  const Digest digest = incoming.digest;
  TRY(state_->blobs.publish(std::move(incoming), face_of(FileNode{.properties = likely})));
  return digest;
}

bool Store::contains(const Digest& digest) const {
  const auto there = state_->blobs.use(digest);
  return there && *there;
}

bool Store::is_there(const Digest& digest) const {
  const std::string path = state_->layout.blob(digest);
  const auto info = os::stat_if_there({AT_FDCWD, path});
  return info && *info && static_cast<std::uint64_t>((*info)->st_size) == digest.size;
}

bool Store::contains_tree(const Digest& digest) const {
  std::unordered_set<Digest> seen;
  std::vector<Digest> open{digest};
  while (!open.empty()) {
    const Digest next = open.back();
    open.pop_back();
    if (!seen.insert(next).second) continue;
    const auto bytes = get(next);
    if (!bytes) return false;
    const auto directory = Directory::decode(*bytes);
    if (!directory) return false;
    for (const FileNode& file : directory->files) {
      if (!file.properties.fifo && !contains(file.digest)) return false;
    }
    for (const DirectoryNode& child : directory->directories) open.push_back(child.digest);
  }
  return true;
}

Result<std::string> Store::get(const Digest& digest) const {
  static_cast<void>(contains(digest));  // notes the use
  auto bytes = state_->blobs.read(digest);
  if (!bytes && bytes.error().code() == ErrorCode::kInternal) TRY(state_->forget(digest));
  return bytes;
}

Status Store::State::forget(const Digest& digest) {
  TRY(index.forget({digest}));
  return blobs.remove(digest);
}

Result<Tree> Store::tree(const Digest& digest) {
  TRY(state_->leases->hold(digest));
  Tree tree(std::make_unique<Tree::State>(digest, state_->leases));
  TRY(state_->provide(digest));
  // Housekeeping: what fails here is tried again at the end.
  if (state_->blobs.added() >= kSettleBytes) static_cast<void>(state_->settle());
  return tree;
}

Status Store::State::provide(const Digest& digest) {
  auto provided = trees.provide(digest);
  if (!provided && provided.error().code() == ErrorCode::kNotFound) {
    // An eviction takes a content away for a moment before it sees that it is used: waits for its end.
    {
      TRY(Gate::enter(layout));
    }
    provided = trees.provide(digest);
  }
  // Whatever took the content away, the next put_file() must not believe that it is there.
  if (const auto missing = blobs.take_missing(); !provided && !missing.empty()) TRY(index.forget(missing));
  TRY(provided);
  const std::string path = layout.tree(digest);
  return os::set_times({AT_FDCWD, path}, {.accessed = timespec{0, UTIME_NOW}});
}

const std::string& Store::trees_root() const { return state_->layout.trees(); }

const Memos& Store::memos() const { return state_->memos; }

Result<StoreUsage> Store::collect_garbage(const Kept& kept) { return state_->evict(kept, Eviction::Spare::kOthers); }

Result<StoreSurvey> Store::survey() const { return store::survey(state_->layout, file_clock()); }

Result<VerifiedStore> Store::verify() {
  State& state = *state_;
  return Verification({state.layout, *state.session, *state.leases, state.index, state.blobs}).run();
}

Result<StoreUsage> Store::usage() const {
  TRY_ASSIGN(inventory, Inventory::take(state_->layout));
  return inventory.usage;
}

}  // namespace maelstrom::store
