#include "core/container_declaration.h"

namespace maelstrom {

std::string_view container_field_name(ContainerField field) {
  switch (field) {
    case ContainerField::kLayers:
      return "layers";
    case ContainerField::kEnvironment:
      return "environment";
    case ContainerField::kWorkingDirectory:
      return "working_directory";
    case ContainerField::kWritableFileSystem:
      return "enable_writable_file_system";
    case ContainerField::kMounts:
      return "mounts";
    case ContainerField::kNetwork:
      return "network";
    case ContainerField::kUser:
      return "user";
    case ContainerField::kGroup:
      return "group";
    case ContainerField::kIsolation:
      return "isolation";
    case ContainerField::kHostname:
      return "hostname";
    case ContainerField::kPid1:
      break;
  }
  return "pid1";
}

std::string Origin::to_string() const {
  std::string where = file;
  if (!file.empty() && line > 0) where += ":" + std::to_string(line);
  if (!file.empty() && line > 0 && column > 0) where += ":" + std::to_string(column);
  return where.empty() ? what : where + ": " + what;
}

}  // namespace maelstrom
