// The value of a tensor constant, read once from its protocol buffer: checked
// against its shape, with the short forms (one value repeated, none for zeros)
// resolved.
#ifndef VF_GRAPH_TENSORCONSTANT_H
#define VF_GRAPH_TENSORCONSTANT_H

#include "vf/Graph/DataType.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/LogicalResult.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vf {

namespace tf {
class TensorProto;
} // namespace tf

/// A constant of static shape. Large values are views of the protocol buffer,
/// which must outlive this.
class TensorConstant {
public:
  /// Fails with the reason in `error` ("has 3 values for shape [2]") and
  /// reports nothing. A splat is not expanded: a constant of a huge shape costs
  /// no more than its protocol buffer.
  static llvm::FailureOr<TensorConstant> decode(const tf::TensorProto &proto,
                                                std::string &error);

  DataType type() const { return elementType; }
  llvm::ArrayRef<int64_t> dims() const { return sizes; }
  int64_t numElements() const { return count; }

  /// Whether all elements are one value, of which `rawData` or `strings` then
  /// holds a single copy.
  bool isSplat() const { return splat; }
  /// Elements in row-major order, little endian, as in memory (bool is one
  /// byte); empty for strings.
  llvm::ArrayRef<char> rawData() const {
    return viewed.data() ? viewed : llvm::ArrayRef<char>(owned);
  }
  llvm::ArrayRef<llvm::StringRef> strings() const { return texts; }

  /// Element `i` of an integer or bool constant, sign- or zero-extended.
  int64_t intAt(int64_t i) const;
  /// All elements of an integer or bool constant.
  llvm::SmallVector<int64_t> ints() const;

private:
  // Steps of `decode`; each returns why it failed, or "".
  std::string takeTypeAndShape(const tf::TensorProto &proto);
  std::string viewContent(const tf::TensorProto &proto);
  std::string copyElements(const tf::TensorProto &proto);

  DataType elementType = DataType::Invalid;
  llvm::SmallVector<int64_t, 4> sizes;
  int64_t count = 0;
  bool splat = false;
  llvm::ArrayRef<char> viewed;
  std::vector<char> owned;
  std::vector<llvm::StringRef> texts;
};

} // namespace vf

#endif // VF_GRAPH_TENSORCONSTANT_H
