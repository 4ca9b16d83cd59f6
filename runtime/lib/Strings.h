// Tensors of strings: immutable, shared between variables, calls and contexts.
//
// Compiled code holds plain pointers to them. A call's own live until it ends,
// a variable's as long as the variable has them or the call that replaced them
// runs (Context::kept).
#ifndef VF_RT_LIB_STRINGS_H
#define VF_RT_LIB_STRINGS_H

#include "vf/ckpt/StringValues.h"
#include "vf/rt/Status.h"

#include <memory>
#include <string_view>
#include <vector>

/// What compiled code knows as an opaque handle. Made as a shared_ptr only.
struct vf_strings : std::enable_shared_from_this<vf_strings> {
  vf_strings(const int64_t *dims, int32_t rank) : dims(dims, dims + rank) {}

  int32_t rank() const { return static_cast<int32_t>(dims.size()); }
  int64_t count() const { return static_cast<int64_t>(values.elements.size()); }

  /// Describes the elements as an argument of a call does; refers to them.
  void describe(vf_arg &arg) const;

  std::vector<int64_t> dims;
  vf::ckpt::StringValues values;
};

namespace vf::rt {

using StringsRef = std::shared_ptr<const vf_strings>;

inline std::string_view textOf(const vf_string &string) {
  return {string.data, static_cast<size_t>(string.size)};
}

/// A copy of the strings at `elements`, as many as the sizes say. Like what
/// follows, throws std::bad_alloc where memory is short.
StringsRef copyStrings(const vf_string *elements, const int64_t *dims,
                       int32_t rank);

/// The elements of the operands joined, under broadcasting.
StringsRef joinStrings(const vf_strings *const *operands, int32_t count);

/// The operands one behind the other along `axis`.
StringsRef concatStrings(const vf_strings *const *operands, int32_t count,
                         int32_t axis);

/// `operand` in another shape of as many elements.
StringsRef reshapeStrings(const vf_strings &operand, const int64_t *dims,
                          int32_t rank);

/// The elements of `operand` whose byte in `mask` is 0, as a vector.
StringsRef selectStrings(const vf_strings &operand, const uint8_t *mask,
                         int32_t count);

/// Fails where an element has a negative size, or bytes but no data. `what`
/// begins the message.
Status checkStrings(const std::string &what, const vf_string *elements,
                    int64_t count);

} // namespace vf::rt

#endif // VF_RT_LIB_STRINGS_H
