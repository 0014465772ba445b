#include "reapi/remote_cache.h"

namespace maelstrom::reapi {

Result<std::optional<std::string>> RemoteCache::find(const Digest& action) const {
  auto answer = server_->call(kGetActionResult, encode_get_result(server_->options().instance, action));
  if (answer) return std::move(*answer);
  if (answer.error().code == RpcCode::kNotFound) return std::nullopt;
  return fail(error_of(answer.error()));
}

Status RemoteCache::put_result(const Digest& action, std::string_view result) const {
  const auto answer =
      server_->call(kUpdateActionResult, encode_update_result(server_->options().instance, action, result));
  if (!answer) return fail(error_of(answer.error()));
  return {};
}

}  // namespace maelstrom::reapi
