#include "cli/credentials.h"

namespace maelstrom::cli {
namespace {

// What is about to expire does so on its way.
constexpr std::chrono::seconds kMargin(30);

}  // namespace

Result<reapi::RpcHeaders> Credentials::get() {
  const std::lock_guard lock(mutex_);
  const WallTime now = clock_.wall();
  if (headers_ && now < until_) return *headers_;
  headers_.reset();
  TRY_ASSIGN(obtained, obtain_());
  until_ = obtained.expires ? *obtained.expires - kMargin : now + keep_;
  headers_ = std::move(obtained.headers);
  return *headers_;
}

}  // namespace maelstrom::cli
