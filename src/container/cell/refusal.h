// Why a slot cannot be made, for a person: which setting forbids it and how to allow it.
#pragma once

#include <string_view>

#include "base/result.h"

namespace maelstrom::container::cell {

enum class SetUp : unsigned char { kUserNamespace, kUserMap, kNamespaces, kMounts, kOther };

// `error` of a step as Unavailable with the setting that forbids it.
Error refusal(SetUp step, const Error& error);

}  // namespace maelstrom::container::cell
