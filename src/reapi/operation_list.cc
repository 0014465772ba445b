#include "reapi/operation_list.h"

#include <algorithm>
#include <iterator>

namespace maelstrom::reapi {
namespace {

constexpr std::uint32_t kPage = 1000;

}  // namespace

RpcResult<std::vector<QueuedOperation>> list_operations(const MakeCall& call) {
  std::vector<QueuedOperation> all;
  while (true) {
    const std::string after = all.empty() ? "" : all.back().name;
    const auto answer = call(kListOperations, encode_list_operations(after, kPage));
    if (!answer) return tl::unexpected(answer.error());
    auto page = decode_operations(*answer);
    if (!page) return tl::unexpected(RpcFailure{RpcCode::kInternal, page.error().message(), {}});
    const bool last = page->size() < kPage;
    std::ranges::move(*page, std::back_inserter(all));
    if (last) return all;
  }
}

}  // namespace maelstrom::reapi
