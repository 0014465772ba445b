// What a test finds when no directive says anything: INTERFACE §6.
#pragma once

#include <string>
#include <vector>

#include "core/container.h"
#include "frameworks/framework.h"

namespace maelstrom::session {

// The variables that every test has: HOME, LANG and PATH.
const Environment& default_environment();

// The default container of `artifact`; its layers are empty, for directives to fill. Of a project in
// /tmp, /tmp is a directory of the throw-away root, not a tmpfs of its own.
ContainerSpec default_container(const frameworks::Artifact& artifact);

// Whether a tmpfs on /tmp would hide what stands below it: the binary of a project there, or its directory.
bool stands_in_tmp(const frameworks::Artifact& artifact);

// Below the layers that directives give: a synthetic /etc and the links of /dev.
std::vector<LayerSpec> base_layers();

// Above them: the test binary and the files that come along, at their own paths.
LayerSpec program_layer(const frameworks::Artifact& artifact);
// And what their loaders need.
LayerSpec library_layer(const frameworks::Artifact& artifact);
// On top, where nothing else stands there: places to mount on, and the working directory.
LayerSpec places_layer(const std::string& working_directory);
// The latter alone, where it is not "/", for who says the places himself.
LayerSpec working_directory_layer(const std::string& working_directory);

}  // namespace maelstrom::session
