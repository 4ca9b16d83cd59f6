// A shape as the graph states it: rank and sizes may be unknown. Symbolic sizes
// are the analysis' subject, not this.
#ifndef VF_GRAPH_PARTIALSHAPE_H
#define VF_GRAPH_PARTIALSHAPE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <optional>
#include <string>

namespace vf {

class PartialShape {
public:
  static constexpr int64_t unknownSize = -1;

  /// Of unknown rank.
  PartialShape() = default;
  explicit PartialShape(llvm::ArrayRef<int64_t> dims)
      : sizes(llvm::SmallVector<int64_t, 4>(dims)) {}

  bool hasRank() const { return sizes.has_value(); }
  unsigned rank() const { return sizes->size(); }
  llvm::ArrayRef<int64_t> dims() const { return *sizes; }
  bool isStatic() const {
    return hasRank() && !llvm::is_contained(*sizes, unknownSize);
  }
  bool operator==(const PartialShape &other) const {
    return sizes == other.sizes;
  }

  /// "[?,64]", "[]" for a scalar, "?" for an unknown rank.
  std::string str() const;

private:
  std::optional<llvm::SmallVector<int64_t, 4>> sizes;
};

} // namespace vf

#endif // VF_GRAPH_PARTIALSHAPE_H
