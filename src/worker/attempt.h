// What may fail on behalf of an action: the failure is told to whoever asked for the action, as a status.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "base/result.h"
#include "reapi/worker_messages.h"

namespace maelstrom::worker {

template <typename T>
using Attempt = tl::expected<T, reapi::RemoteStatus>;

// Source: grpc.io, "Status codes". What the action is at fault for is InvalidArgument; what another worker may do
// better is Unavailable.
reapi::RemoteStatus status_of(const Error& error);

// FailedPrecondition, with what is to be uploaded.
reapi::RemoteStatus missing_blobs(std::vector<Digest> missing);

inline tl::unexpected<reapi::RemoteStatus> give_up(reapi::RemoteStatus status) {
  return tl::unexpected<reapi::RemoteStatus>(std::move(status));
}

}  // namespace maelstrom::worker
