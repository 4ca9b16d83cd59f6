// Printing of shapes.
#include "vf/Graph/PartialShape.h"

#include "llvm/ADT/STLExtras.h"

using namespace vf;

std::string PartialShape::str() const {
  if (!hasRank())
    return "?";
  std::string text = "[";
  for (auto [i, size] : llvm::enumerate(*sizes)) {
    if (i > 0)
      text += ",";
    text += size == unknownSize ? "?" : std::to_string(size);
  }
  return text + "]";
}
