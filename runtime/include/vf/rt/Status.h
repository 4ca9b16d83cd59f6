// The runtime's result type: a canonical code (vf_code) and, for failures, a message for a person.
//
// An OK status holds no text and costs no allocation, so the checks of a steady-state step may return it freely.
#ifndef VF_RT_STATUS_H
#define VF_RT_STATUS_H

#include "vf/rt/abi.h"

#include <cassert>
#include <optional>
#include <string>
#include <utility>

namespace vf::rt {

class [[nodiscard]] Status {
public:
  /// Success.
  Status() = default;

  static Status error(vf_code code, std::string message) {
    assert(code != VF_OK && "a failure needs a code");
    return Status(code, std::move(message));
  }

  bool isOk() const { return statusCode == VF_OK; }
  vf_code code() const { return statusCode; }
  /// Empty for success. Lower case start, no final period, names in quotes.
  const std::string &message() const { return text; }

  /// The same failure, seen from one layer further up: `context` precedes the message.
  Status withContext(const std::string &context) const {
    return isOk() ? *this : Status(statusCode, context + ": " + text);
  }

private:
  Status(vf_code code, std::string message)
      : statusCode(code), text(std::move(message)) {}

  vf_code statusCode = VF_OK;
  std::string text;
};

/// A value, or the failure that stands in its place.
template <typename T> class [[nodiscard]] StatusOr {
public:
  StatusOr(T value) : held(std::move(value)) {}
  StatusOr(Status failure) : why(std::move(failure)) {
    assert(!why.isOk() && "success needs a value");
  }

  bool isOk() const { return held.has_value(); }
  const Status &status() const { return why; }
  T &operator*() { return *held; }
  const T &operator*() const { return *held; }
  T *operator->() { return &*held; }
  const T *operator->() const { return &*held; }

private:
  std::optional<T> held;
  Status why;
};

} // namespace vf::rt

#endif // VF_RT_STATUS_H
