// The outcome of an operation of the runtime: a canonical code and a message
// for a person.
//
// Nothing in the runtime throws; whoever can fail returns a Status or a
// StatusOr<T>. Header only, so that every library of the runtime can use it
// without linking another one.
#ifndef VF_CKPT_STATUS_H
#define VF_CKPT_STATUS_H

#include "vf/rt/abi.h"

#include <cassert>
#include <optional>
#include <string>
#include <utility>

namespace vf::ckpt {

/// A vf_code and, unless it is VF_OK, the text that says what is wrong and
/// where.
class [[nodiscard]] Status {
public:
  /// Success.
  Status() = default;
  /// A failure; `code` is not VF_OK.
  Status(vf_code code, std::string message)
      : errorCode(code), text(std::move(message)) {
    assert(code != VF_OK && "a failure needs an error code");
  }

  bool ok() const { return errorCode == VF_OK; }
  vf_code code() const { return errorCode; }
  const std::string &message() const { return text; }

  /// This status with `context` and ": " before its message; success stays
  /// success.
  Status withContext(const std::string &context) const {
    return ok() ? Status() : Status(errorCode, context + ": " + text);
  }

private:
  vf_code errorCode = VF_OK;
  std::string text;
};

/// A value, or the reason why there is none.
template <typename T>
class [[nodiscard]] StatusOr {
public:
  /*implicit*/ StatusOr(T value) : result(std::move(value)) {}
  /*implicit*/ StatusOr(Status failure) : reason(std::move(failure)) {
    assert(!reason.ok() && "success needs a value");
  }

  bool ok() const { return result.has_value(); }
  const Status &status() const { return reason; }

  /// The value; only where ok().
  T &operator*() { return *result; }
  const T &operator*() const { return *result; }
  T *operator->() { return &*result; }
  const T *operator->() const { return &*result; }

private:
  Status reason;
  std::optional<T> result;
};

} // namespace vf::ckpt

#endif // VF_CKPT_STATUS_H
