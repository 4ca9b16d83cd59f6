// Shapes of convolutions and pooling over two spatial axes.

#include "ShapeFunctions.h"
#include "Values.h"

#include "llvm/ADT/STLExtras.h"

using namespace vf;
using namespace vf::shapes;
using IntAttr = llvm::SmallVector<int64_t>;

namespace {
/// How a window moves over an image, by the attributes that convolution and
/// pooling share.
struct Window {
  bool channelsFirst;
  bool isSame;
  /// Elements of explicit padding before and after, by axis of the image; empty
  /// unless padding is explicit.
  IntAttr paddings;
  IntAttr strides;

  unsigned spatialAxis(unsigned i) const {
    return channelsFirst ? 2 + i : 1 + i;
  }
  unsigned channels() const { return channelsFirst ? 1 : 3; }
};
} // namespace

static FailureOr<Window> getWindow(ShapeInferenceContext &context) {
  const Node &node = context.node();
  llvm::StringRef padding = node.getAttr<llvm::StringRef>("padding");
  llvm::StringRef format = node.getAttr<llvm::StringRef>("data_format");
  if (format != "NHWC" && format != "NCHW")
    return context.error() << "expected data_format NHWC or NCHW, found "
                           << format;
  Window window{format == "NCHW",
                padding == "SAME",
                {},
                node.getAttr<IntAttr>("strides")};
  if (padding == "EXPLICIT") {
    window.paddings =
        node.lookupAttr<IntAttr>("explicit_paddings").value_or(IntAttr());
    if (window.paddings.size() != 8)
      return context.error() << "expected 8 explicit_paddings, found "
                             << window.paddings.size();
  }
  if (window.strides.size() != 4)
    return context.error() << "Sliding window strides field must specify 4 "
                              "dimensions, found "
                           << window.strides.size();
  for (unsigned i : {0, 1})
    if (window.strides[window.spatialAxis(i)] <= 0)
      return context.error() << "expected positive strides, found "
                             << window.strides[window.spatialAxis(i)];
  return window;
}

// The size of the result along spatial axis `axis` of an image of size `size`,
// for a window that spans `extent`.
static SizeExpr slide(SizeContext &sizes, const Window &window, unsigned axis,
                      SizeExpr size, SizeExpr extent) {
  SizeExpr stride = sizes.constant(window.strides[axis]);
  if (window.isSame)
    return sizes.ceilDiv(size, stride);
  if (!window.paddings.empty())
    size = sizes.sum({size, sizes.constant(window.paddings[2 * axis]),
                      sizes.constant(window.paddings[2 * axis + 1])});
  return sizes.ceilDiv(sizes.add(sizes.sub(size, extent), sizes.constant(1)),
                       stride);
}

LogicalResult shapes::conv2D(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  if (failed(context.requireRank(0, 4)) || failed(context.requireRank(1, 4)))
    return failure();
  FailureOr<Window> window = getWindow(context);
  if (failed(window))
    return failure();
  IntAttr dilations = context.node().getAttr<IntAttr>("dilations");
  if (dilations.size() != 4)
    return context.error() << "expected 4 dilations, found "
                           << dilations.size();
  SizeContext &sizes = context.sizes();
  ArrayRef<SizeExpr> image = context.input(0).dims;
  ArrayRef<SizeExpr> filter = context.input(1).dims;
  // A filter of fewer channels works on groups of them.
  if (failed(context.require(
          SizeCheck::Kind::Equal,
          sizes.mod(image[window->channels()], filter[2]), sizes.constant(0),
          image, filter,
          "input depth must be evenly divisible by filter depth: {0} vs "
          "{1}")))
    return failure();
  SizeVector dims(image);
  dims[window->channels()] = filter[3];
  for (unsigned i : {0, 1}) {
    unsigned axis = window->spatialAxis(i);
    SizeExpr reach = sizes.mul(sizes.sub(filter[i], sizes.constant(1)),
                               sizes.constant(dilations[axis]));
    dims[axis] = slide(sizes, *window, axis, image[axis],
                       sizes.add(reach, sizes.constant(1)));
  }
  return context.setShape(0, dims);
}

LogicalResult shapes::pool(ShapeInferenceContext &context) {
  if (!context.input(0).isRanked())
    return success();
  if (failed(context.requireRank(0, 4)))
    return failure();
  FailureOr<Window> window = getWindow(context);
  if (failed(window))
    return failure();
  IntAttr extents = context.node().getAttr<IntAttr>("ksize");
  if (extents.size() != 4)
    return context.error() << "Sliding window ksize field must specify 4 "
                              "dimensions, found "
                           << extents.size();
  SizeContext &sizes = context.sizes();
  SizeVector dims = context.input(0).dims;
  for (unsigned i : {0, 1}) {
    unsigned axis = window->spatialAxis(i);
    dims[axis] =
        slide(sizes, *window, axis, dims[axis], sizes.constant(extents[axis]));
  }
  return context.setShape(0, dims);
}
