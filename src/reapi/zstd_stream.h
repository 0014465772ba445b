// A compressed blob that comes in pieces. Source: RFC 8878.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace maelstrom::reapi {

class ZstdStream {
 public:
  using Take = std::function<Status(std::string_view bytes)>;
  // `size`: of what is compressed; no more than that is ever given to `take`.
  ZstdStream(std::uint64_t size, Take take);
  ~ZstdStream();
  ZstdStream(const ZstdStream&) = delete;
  ZstdStream& operator=(const ZstdStream&) = delete;

  // The next piece. Errors: Invalid for malformed bytes, and for more than `size` says; those of `take`.
  Status feed(std::string_view bytes);
  // Errors: Invalid where something is missing.
  Status end() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace maelstrom::reapi
