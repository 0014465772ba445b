// Bytes that a thread of their own unfolds while others still work on those before.
#pragma once

#include <memory>

#include "layers/archive_stream.h"

namespace maelstrom::layers {

class ReadAhead final : public ByteInput {
 public:
  // Reads `input`, which lives longer, until its end or until this ends; until then nobody else does. None if no
  // thread can be had.
  static std::unique_ptr<ReadAhead> start(ByteInput& input);
  ~ReadAhead() override;

  // Errors: as `input`.
  Result<std::string_view> read() override;

 private:
  struct State;
  explicit ReadAhead(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace maelstrom::layers
