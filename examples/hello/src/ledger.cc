#include "ledger.h"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace hello {
namespace {

std::string format(Money<std::int64_t> amount) {
  const std::int64_t cents = std::abs(amount.cents);
  const std::string part = std::to_string(cents % 100);
  return (amount.cents < 0 ? "-" : "") + std::to_string(cents / 100) + (part.size() == 1 ? ".0" : ".") + part;
}

}  // namespace

void Ledger::create() const { std::ofstream(path_, std::ios::trunc); }

void Ledger::add(const Booking& booking) const {
  std::ofstream file(path_, std::ios::app);
  file << booking.name << ',' << format(booking.amount) << std::endl;
  if (!file) throw std::runtime_error("cannot write " + path_);
}

std::vector<Booking> Ledger::load() const {
  std::ifstream file(path_);
  if (!file) throw std::runtime_error("cannot read " + path_);
  std::vector<Booking> bookings;
  for (std::string line; std::getline(file, line);) {
    const auto comma = line.find(',');
    const auto amount = parse_money(comma == std::string::npos ? "" : std::string_view(line).substr(comma + 1));
    if (!amount) throw std::runtime_error(path_ + ": not a booking: " + line);
    bookings.push_back({line.substr(0, comma), *amount});
  }
  return bookings;
}

}  // namespace hello
