// The masks of a strided slice become a list of axes first; see the contract of
// TensorFlow's ValidateStridedSliceOp for their meaning. Then each axis gets
// its geometry.

#include "vf/Graph/StridedSlice.h"

#include "llvm/Support/MathExtras.h"

using namespace vf;
using llvm::ArrayRef;
using llvm::failure;
using llvm::FailureOr;

namespace {
struct Masks {
  explicit Masks(const Node &node)
      : begin(node.getAttr<int64_t>("begin_mask")),
        end(node.getAttr<int64_t>("end_mask")),
        ellipsis(node.getAttr<int64_t>("ellipsis_mask")),
        newAxis(node.getAttr<int64_t>("new_axis_mask")),
        shrink(node.getAttr<int64_t>("shrink_axis_mask")) {}
  static bool has(int64_t mask, size_t i) { return (mask >> i) & 1; }

  int64_t begin, end, ellipsis, newAxis, shrink;
};

/// The specification of one node, and the axes found so far.
class SliceResolver {
public:
  SliceResolver(const Node &node, ArrayRef<SizeExpr> dims,
                ArrayRef<SizeExpr> begin, ArrayRef<SizeExpr> end,
                ArrayRef<SizeExpr> strides, SizeContext &sizes,
                llvm::function_ref<InFlightDiagnostic()> error)
      : masks(node), dims(dims), begin(begin), end(end), strides(strides),
        sizes(sizes), error(error) {}

  FailureOr<SlicedAxes> resolve();

private:
  FailureOr<size_t> countEllipsisAxes() const;
  void takeWhole(size_t count);
  llvm::LogicalResult addEntry(size_t i);
  void takeIndex(SlicedAxis &entry, size_t i) const;
  void takeRange(SlicedAxis &entry, size_t i) const;
  SizeExpr fromStart(SizeExpr position, SizeExpr size) const;

  Masks masks;
  ArrayRef<SizeExpr> dims, begin, end, strides;
  SizeContext &sizes;
  llvm::function_ref<InFlightDiagnostic()> error;
  SlicedAxes entries;
  unsigned axis = 0; ///< the first axis that no entry has taken
};
} // namespace

FailureOr<SlicedAxes> SliceResolver::resolve() {
  if (begin.size() != end.size() || begin.size() != strides.size() ||
      begin.size() >= 32)
    return error()
           << "Expected begin, end, and strides to be 1D equal size tensors, "
              "but got sizes "
           << begin.size() << ", " << end.size() << ", and " << strides.size();
  FailureOr<size_t> numWhole = countEllipsisAxes();
  if (failed(numWhole))
    return failure();
  bool hasEllipsis = false;
  for (size_t i = 0; i < begin.size(); ++i) {
    if (Masks::has(masks.ellipsis, i)) {
      takeWhole(*numWhole);
      hasEllipsis = true;
    } else if (failed(addEntry(i))) {
      return failure();
    }
  }
  if (!hasEllipsis)
    takeWhole(*numWhole);
  return std::move(entries);
}

// The number of axes that the ellipsis, or what follows the last entry, stands
// for.
FailureOr<size_t> SliceResolver::countEllipsisAxes() const {
  int64_t ellipses = masks.ellipsis & ((int64_t(1) << begin.size()) - 1);
  if (ellipses & (ellipses - 1))
    return error() << "Multiple ellipses in slice spec not allowed";
  size_t consumed = 0;
  for (size_t i = 0; i < begin.size(); ++i)
    consumed += !Masks::has(ellipses, i) && !Masks::has(masks.newAxis, i);
  if (consumed > dims.size())
    return error() << "Index out of range using input dim " << dims.size()
                   << "; input has only " << dims.size() << " dims";
  return dims.size() - consumed;
}

void SliceResolver::takeWhole(size_t count) {
  for (; count; --count, ++axis)
    entries.push_back(
        {SlicedAxis::Range, axis, sizes.constant(0), 1, dims[axis]});
}

// One entry that is not an ellipsis.
llvm::LogicalResult SliceResolver::addEntry(size_t i) {
  SlicedAxis &entry = entries.emplace_back();
  entry.axis = axis;
  if (Masks::has(masks.newAxis, i)) {
    entry.kind = SlicedAxis::NewAxis;
    entry.length = sizes.constant(1);
    return llvm::success();
  }
  SizeExpr stride = strides[i];
  bool isIndex = Masks::has(masks.shrink, i);
  if (stride && stride.isConstant(0))
    return error() << "strides[" << i << "] must be non-zero";
  if (isIndex && stride && stride.isConstant() && stride.constant() < 0)
    return error() << "only stride 1 allowed on non-range indexing.";
  entry.stride = stride && stride.isConstant() ? stride.constant() : 0;
  if (isIndex)
    takeIndex(entry, i);
  else
    takeRange(entry, i);
  ++axis;
  return llvm::success();
}

void SliceResolver::takeIndex(SlicedAxis &entry, size_t i) const {
  entry.kind = SlicedAxis::Index;
  entry.stride = 1;
  entry.length = sizes.constant(1);
  entry.start = fromStart(begin[i], dims[axis]);
}

// A position counted from the end if it is negative.
SizeExpr SliceResolver::fromStart(SizeExpr position, SizeExpr size) const {
  if (!position || position.lower() >= 0)
    return position;
  if (position.upper() < 0)
    return sizes.add(size, position);
  SizeExpr isNegative = sizes.min(
      sizes.max(sizes.sub(sizes.constant(0), position), sizes.constant(0)),
      sizes.constant(1));
  return sizes.add(position, sizes.mul(size, isNegative));
}

// Only the clamping that can matter is written: a beginning beyond the other
// end already makes the range empty.
void SliceResolver::takeRange(SlicedAxis &entry, size_t i) const {
  if (entry.stride == 0 || entry.stride == INT64_MIN)
    return;
  SizeExpr size = dims[axis], zero = sizes.constant(0);
  bool fromEnd = Masks::has(masks.begin, i), toEnd = Masks::has(masks.end, i);
  SizeExpr first = fromStart(begin[i], size), last = fromStart(end[i], size);
  SizeExpr span;
  if (entry.stride > 0) {
    entry.start = fromEnd ? zero : sizes.max(first, zero);
    span = sizes.sub(toEnd ? size : sizes.min(last, size), entry.start);
  } else {
    SizeExpr back = sizes.sub(size, sizes.constant(1));
    SizeExpr before = sizes.constant(-1);
    entry.start = fromEnd ? back : sizes.min(first, back);
    span = sizes.sub(entry.start, toEnd ? before : sizes.max(last, before));
  }
  entry.length = sizes.ceilDiv(sizes.max(span, zero),
                               sizes.constant(std::abs(entry.stride)));
}

FailureOr<SlicedAxes>
vf::resolveStridedSlice(const Node &node, ArrayRef<SizeExpr> dims,
                        ArrayRef<SizeExpr> begin, ArrayRef<SizeExpr> end,
                        ArrayRef<SizeExpr> strides, SizeContext &sizes,
                        llvm::function_ref<InFlightDiagnostic()> error) {
  return SliceResolver(node, dims, begin, end, strides, sizes, error).resolve();
}
