// The fields of a container that are no list: one table for all who go through them.
#pragma once

#include "core/container.h"
#include "core/container_declaration.h"

namespace maelstrom::config {

// Calls visit(field, declared, setting) for each, in the order in which they are shown: `declared` is the member of
// ContainerDeclaration that says it, `setting` that of ContainerSettings which holds what it comes to.
template <typename Visit>
constexpr void each_scalar(Visit visit) {
  using Says = ContainerDeclaration;
  using Is = ContainerSettings;
  visit(ContainerField::kWorkingDirectory, &Says::working_directory, &Is::working_directory);
  visit(ContainerField::kWritableFileSystem, &Says::writable_file_system, &Is::writable_file_system);
  visit(ContainerField::kNetwork, &Says::network, &Is::network);
  visit(ContainerField::kUser, &Says::user, &Is::user);
  visit(ContainerField::kGroup, &Says::group, &Is::group);
  visit(ContainerField::kIsolation, &Says::isolation, &Is::isolation);
  visit(ContainerField::kHostname, &Says::hostname, &Is::hostname);
  visit(ContainerField::kPid1, &Says::pid1, &Is::pid1);
}

}  // namespace maelstrom::config
