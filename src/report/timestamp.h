// Points in time as reports write them, always in UTC.
#pragma once

#include <chrono>
#include <string>

namespace maelstrom::report {

// RFC 3339 with milliseconds: "2026-03-01T09:05:07.250Z".
std::string rfc3339(std::chrono::system_clock::time_point time);

// To the second and without a zone, as JUnit's schema wants it: "2026-03-01T09:05:07".
std::string junit_timestamp(std::chrono::system_clock::time_point time);

}  // namespace maelstrom::report
