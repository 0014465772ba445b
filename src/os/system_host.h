// The real machine behind the port of base/host.h.
#pragma once

#include "base/host.h"
#include "base/wake.h"

namespace maelstrom::os {

class SystemHost final : public Host {
 public:
  SystemHost() = default;
  // Commands end when a signal to `wake`, which must outlive this, asks the program to end.
  explicit SystemHost(Wake& wake) : wake_(&wake) {}

  bool exists(const std::string& path) const override;
  Result<std::string> read_file(const std::string& path) const override;
  Result<std::vector<HostEntry>> list(const std::string& directory) const override;
  Result<std::int64_t> modified(const std::string& path) const override;
  Result<std::string> canonical(const std::string& path) const override;
  Result<HostCommandResult> run(const HostCommand& command) const override;

 private:
  Wake* wake_ = nullptr;
};

}  // namespace maelstrom::os
