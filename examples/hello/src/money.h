// An amount in the smallest unit of its currency.
#pragma once

#include <charconv>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hello {

template <typename Cents>
struct Money {
  Cents cents{};

  auto operator<=>(const Money&) const = default;
  Money operator+(Money other) const { return {static_cast<Cents>(cents + other.cents)}; }
  Money operator-(Money other) const { return {static_cast<Cents>(cents - other.cents)}; }
};

// "12.34", "-0.50", "7": none if it is anything else.
inline std::optional<Money<std::int64_t>> parse_money(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view part = dot == std::string_view::npos ? "00" : text.substr(dot + 1);
  if (whole.empty() || part.size() != 2) return std::nullopt;

  std::int64_t cents = 0;
  const std::string digits = std::string(whole) + std::string(part);
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
  }
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), cents);
  if (error != std::errc{}) return std::nullopt;
  return Money<std::int64_t>{negative ? -cents : cents};
}

}  // namespace hello
