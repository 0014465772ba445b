// In which files two stacks of layers differ.
#pragma once

#include <vector>

#include "base/result.h"
#include "core/digest.h"
#include "reapi/action_diff.h"

namespace maelstrom::reapi {

// Adds to `found`, up to kMostDifferences of them. Layers that both stacks have at their bottom or top are passed over;
// between, the first is compared with the first and so on. Errors: as differences() gives them.
Status add_layer_differences(const std::vector<Digest>& before, const std::vector<Digest>& after, const GetBlob& get,
                             Differences& found);

}  // namespace maelstrom::reapi
