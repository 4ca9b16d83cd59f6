// The elements of a tensor in the typed, repeated field of a TensorProto, the
// form of values in V1 checkpoints: floating-point numbers as their bytes,
// integers as varints.
#ifndef VF_LIB_CKPT_TYPEDVALUES_H
#define VF_LIB_CKPT_TYPEDVALUES_H

#include "WireFormat.h"
#include "vf/ckpt/Status.h"

namespace vf::ckpt {

/// The field of TensorProto that holds the elements of a type.
struct ValueField {
  uint32_t number = 0; ///< 0: the type is not in V1 checkpoints
  bool isVarint = false;
  bool isSigned = false;
  int64_t unitBytes = 0; ///< in memory, of what is one value of the field
};
ValueField valueFieldOf(int32_t dtype);

/// Success if tensors of `dtype` are in V1 checkpoints; else Unimplemented.
Status checkValueType(int32_t dtype);

/// The length of the elements at `data`, which take `bytes` in memory, as
/// values of a packed field.
int64_t packedLength(const ValueField &field, const char *data, int64_t bytes);

/// Appends those values.
void appendPacked(std::string &out, const ValueField &field, const char *data,
                  int64_t bytes);

/// Takes the elements out of a TensorProto, in the order in which they lie in
/// memory.
class TypedValueReader {
public:
  TypedValueReader(const ValueField &field, std::string_view tensorProto)
      : field(field), proto(tensorProto) {}

  /// Writes the next elements to `out`, up to `capacity` bytes (a multiple of
  /// 16), and returns how many bytes; 0 at the end. DataLoss for a message that
  /// is malformed.
  StatusOr<int64_t> read(char *out, int64_t capacity);

private:
  bool nextPacked();
  int64_t takeUnits(char *out, int64_t capacity);

  ValueField field;
  WireReader proto;
  std::string_view packed; ///< values that are not taken yet
  std::string single;      ///< a value that was not packed
  bool isMalformed = false;
};

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_TYPEDVALUES_H
