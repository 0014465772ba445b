// Bookings in a CSV file: one "name,amount" a line.
#pragma once

#include <string>
#include <vector>

#include "money.h"

namespace hello {

struct Booking {
  std::string name;
  Money<std::int64_t> amount;
  bool operator==(const Booking&) const = default;
};

class Ledger {
 public:
  explicit Ledger(std::string path) : path_(std::move(path)) {}

  // Starts an empty file.
  void create() const;
  // Appends one line, and flushes it. Throws std::runtime_error if the file cannot be written.
  void add(const Booking& booking) const;
  // Every booking, in order. Throws std::runtime_error if the file is not there or a line is wrong.
  std::vector<Booking> load() const;

 private:
  std::string path_;
};

}  // namespace hello
