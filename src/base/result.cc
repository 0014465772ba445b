#include "base/result.h"

#include <cerrno>
#include <cstring>

namespace maelstrom {
namespace {

ErrorCode code_of(int errnum) {
  switch (errnum) {
    case ENOENT:
    case ENOTDIR:
      return ErrorCode::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
      return ErrorCode::kDenied;
    case ENOSPC:
    case EDQUOT:
    case ENOMEM:
    case EMFILE:
    case ENFILE:
    case EAGAIN:
    case EUSERS:
      return ErrorCode::kExhausted;
    case ENOSYS:
    case EOPNOTSUPP:
      return ErrorCode::kUnavailable;
    case EINTR:
    case ECANCELED:
      return ErrorCode::kInterrupted;
    default:
      return ErrorCode::kInternal;
  }
}

}  // namespace

Error system_error(int errnum, std::string_view call, std::string_view subject) {
  std::string message(call);
  if (!subject.empty()) message.append(" ").append(subject);
  char buffer[128];
  message.append(": ").append(strerror_r(errnum, buffer, sizeof buffer));
  Error error(code_of(errnum), std::move(message));
  error.set_system_errno(errnum);
  return error;
}

}  // namespace maelstrom
