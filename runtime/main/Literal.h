// Values written on the command line: a number, true, false, a JSON string, or
// a JSON list of such, nested as deep as the tensor has dimensions.
#ifndef VF_RT_MAIN_LITERAL_H
#define VF_RT_MAIN_LITERAL_H

#include "OwnedTensor.h"

#include <optional>
#include <string_view>
#include <vector>

namespace vf::rt {

/// A literal as it is written: its shape and its elements in row-major order.
struct Literal {
  std::vector<int64_t> dims;
  std::vector<std::string_view> elements; ///< refer to the text that was read
};

/// Reads `text` as a literal; none if it does not read as one.
std::optional<Literal> readLiteral(std::string_view text);

/// Gives the elements the type `dtype`. Fails where something would be lost: an
/// integer that the type does not hold exactly, a fraction as an integer, a
/// number beyond the type's range. Decimal fractions are rounded to nearest.
/// Only strings become strings.
StatusOr<OwnedTensor> convertLiteral(const Literal &literal, int32_t dtype);

} // namespace vf::rt

#endif // VF_RT_MAIN_LITERAL_H
