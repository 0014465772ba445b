#pragma once

#include <string>

namespace payload {

// "word argument…"
void perform(const std::string& line);

}  // namespace payload
