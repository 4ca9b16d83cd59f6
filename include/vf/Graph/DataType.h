// Element types, numbered as TensorFlow's DataType, and sets of them.
#ifndef VF_GRAPH_DATATYPE_H
#define VF_GRAPH_DATATYPE_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <initializer_list>
#include <string>

namespace vf {

/// The base types. A reference type is its base type plus `refOffset`; see
/// `makeRef`.
enum class DataType : int32_t {
  Invalid = 0,
  Float = 1,
  Double = 2,
  Int32 = 3,
  UInt8 = 4,
  Int16 = 5,
  Int8 = 6,
  String = 7,
  Complex64 = 8,
  Int64 = 9,
  Bool = 10,
  QInt8 = 11,
  QUInt8 = 12,
  QInt32 = 13,
  BFloat16 = 14,
  QInt16 = 15,
  QUInt16 = 16,
  UInt16 = 17,
  Complex128 = 18,
  Half = 19,
  Resource = 20,
  Variant = 21,
  UInt32 = 22,
  UInt64 = 23,
};

constexpr int32_t refOffset = 100;

constexpr bool isRef(DataType type) {
  return static_cast<int32_t>(type) > refOffset;
}
constexpr DataType baseType(DataType type) {
  return isRef(type)
             ? static_cast<DataType>(static_cast<int32_t>(type) - refOffset)
             : type;
}
constexpr DataType makeRef(DataType type) {
  return isRef(type)
             ? type
             : static_cast<DataType>(static_cast<int32_t>(type) + refOffset);
}

/// Whether `value`, a number from a file, is a type of this page or a reference
/// to one (Invalid is not).
bool isKnownDataType(int32_t value);

/// TensorFlow's spelling: "float", "int64", "float_ref". Unknown numbers read
/// "type 77".
std::string dataTypeName(DataType type);

/// The base type of that spelling; Invalid if there is none.
DataType lookupDataType(llvm::StringRef name);

/// Bytes of one element in memory; 0 for string, resource and variant.
unsigned dataTypeSize(DataType type);

/// A set of base types.
class TypeSet {
public:
  constexpr TypeSet() = default;
  constexpr TypeSet(std::initializer_list<DataType> types) {
    for (DataType type : types)
      bits |= bit(type);
  }
  constexpr bool contains(DataType type) const { return bits & bit(type); }
  constexpr TypeSet operator|(TypeSet other) const {
    TypeSet both;
    both.bits = bits | other.bits;
    return both;
  }
  /// "float, double or int32".
  std::string str() const;

private:
  static constexpr uint64_t bit(DataType type) {
    return uint64_t(1) << (static_cast<int32_t>(type) & 63);
  }
  uint64_t bits = 0;
};

} // namespace vf

#endif // VF_GRAPH_DATATYPE_H
