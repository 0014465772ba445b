// Expected failures as values: Result<T>, Error, and the TRY macros.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace maelstrom {

// What a caller may want to tell apart; everything else is in the message.
enum class ErrorCode {
  kInvalid,      // malformed input or configuration: the user can mend it
  kNotFound,     // something named is not there
  kDenied,       // permission refused
  kExhausted,    // disk, memory, descriptors, processes
  kUnavailable,  // a service or kernel feature that is not there
  kInterrupted,  // ended by a signal or a cancel
  kInternal,     // ours
};

// One failure, as a sentence for a person: the innermost cause last.
class Error {
 public:
  Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }

  // The errno of the system call that failed; 0 if none did.
  int system_errno() const { return errno_; }
  Error& set_system_errno(int value) {
    errno_ = value;
    return *this;
  }

  // Puts "context: " in front of the message.
  Error in(std::string_view context) && {
    message_.insert(0, ": ").insert(0, context);
    return std::move(*this);
  }

 private:
  ErrorCode code_;
  int errno_ = 0;
  std::string message_;
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error(code, std::move(message)));
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }
inline tl::unexpected<Error> invalid(std::string message) { return fail(ErrorCode::kInvalid, std::move(message)); }
inline tl::unexpected<Error> internal(std::string message) { return fail(ErrorCode::kInternal, std::move(message)); }

// "open data/secret: Permission denied", with the code that fits `errnum`.
Error system_error(int errnum, std::string_view call, std::string_view subject = {});

}  // namespace maelstrom

#define MAELSTROM_CONCAT_(a, b) a##b
#define MAELSTROM_CONCAT(a, b) MAELSTROM_CONCAT_(a, b)

// Returns the error of `expression` from the enclosing function.
#define TRY(expression)                                                         \
  do {                                                                          \
    if (auto try_result = (expression); !try_result)                            \
      return tl::unexpected<::maelstrom::Error>(std::move(try_result).error()); \
  } while (false)

// Returns the error of `expression`, with "context: " in front, from the enclosing function.
#define TRY_IN(context, expression)                                                         \
  do {                                                                                      \
    if (auto try_result = (expression); !try_result)                                        \
      return tl::unexpected<::maelstrom::Error>(std::move(try_result).error().in(context)); \
  } while (false)

// Declares `name` with the value of `expression`, or returns its error.
#define TRY_ASSIGN(name, expression) TRY_ASSIGN_(MAELSTROM_CONCAT(try_, __LINE__), name, expression)
#define TRY_ASSIGN_(temporary, name, expression)                                           \
  auto temporary = (expression);                                                           \
  if (!temporary) return tl::unexpected<::maelstrom::Error>(std::move(temporary).error()); \
  auto name = std::move(temporary).value()

#define TRY_ASSIGN_IN(context, name, expression) \
  TRY_ASSIGN_IN_(MAELSTROM_CONCAT(try_, __LINE__), context, name, expression)
#define TRY_ASSIGN_IN_(temporary, context, name, expression)                                           \
  auto temporary = (expression);                                                                       \
  if (!temporary) return tl::unexpected<::maelstrom::Error>(std::move(temporary).error().in(context)); \
  auto name = std::move(temporary).value()
