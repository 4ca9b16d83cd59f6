// The partitioners: from a tensor's sizes to those of its parts. In integers;
// where TensorFlow computes with doubles, they are exact for what fits memory.
#include "vf/IR/VFPartitioners.h"

#include "vf/IR/VFOps.h"

#include "llvm/Support/InterleavedRange.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::vf;

#include "vf/IR/VFAttrInterfaces.cpp.inc"

using EmitError = llvm::function_ref<InFlightDiagnostic()>;

LogicalResult vf::verifyPartitionAxis(int64_t axis, RankedTensorType type,
                                      EmitError emitError) {
  bool isCuttable =
      type.hasStaticShape() && !llvm::is_contained(type.getShape(), 0);
  if (!isCuttable)
    return emitError() << "expected known sizes of at least 1 to partition, "
                          "found type "
                       << type;
  if (axis >= type.getRank())
    return emitError() << "expected axis " << axis
                       << " to partition along, found type " << type;
  return success();
}

/// Reports a parameter that is below `least`.
static LogicalResult verifyAtLeast(int64_t least, int64_t value, StringRef name,
                                   EmitError emitError) {
  if (value >= least)
    return success();
  return emitError() << name << " is " << value << ", expected at least "
                     << least;
}

static int64_t getElementBytes(Type type) {
  if (auto complex = dyn_cast<ComplexType>(type))
    return 2 * getElementBytes(complex.getElementType());
  return llvm::divideCeil(type.getIntOrFloatBitWidth(), 8);
}

/// `count` parts whose sizes differ by 1 at most, the larger ones first.
static SmallVector<int64_t> cutEvenly(int64_t size, int64_t count) {
  SmallVector<int64_t> sizes(count, size / count);
  for (int64_t i = 0; i < size % count; ++i)
    ++sizes[i];
  return sizes;
}

//===----------------------------------------------------------------------===//
// FixedSizeAttr
//===----------------------------------------------------------------------===//

LogicalResult FixedSizeAttr::verify(EmitError emitError, int64_t numShards,
                                    int64_t axis) {
  return success(
      succeeded(verifyAtLeast(1, numShards, "num_shards", emitError)) &&
      succeeded(verifyAtLeast(0, axis, "axis", emitError)));
}

SmallVector<int64_t>
FixedSizeAttr::computePartSizes(RankedTensorType type) const {
  int64_t size = type.getDimSize(getAxis());
  return cutEvenly(size, std::min(getNumShards(), size));
}

//===----------------------------------------------------------------------===//
// VariableAxisSizeAttr
//===----------------------------------------------------------------------===//

LogicalResult VariableAxisSizeAttr::verify(EmitError emitError,
                                           int64_t maxShardBytes,
                                           int64_t maxShards, int64_t axis) {
  return success(
      succeeded(
          verifyAtLeast(1, maxShardBytes, "max_shard_bytes", emitError)) &&
      succeeded(verifyAtLeast(0, maxShards, "max_shards", emitError)) &&
      succeeded(verifyAtLeast(0, axis, "axis", emitError)));
}

SmallVector<int64_t>
VariableAxisSizeAttr::computePartSizes(RankedTensorType type) const {
  int64_t size = type.getDimSize(getAxis());
  int64_t indexBytes =
      type.getNumElements() / size * getElementBytes(type.getElementType());
  int64_t indicesPerShard =
      std::max<int64_t>(1, getMaxShardBytes() / indexBytes);
  int64_t count = llvm::divideCeil(size, indicesPerShard);
  if (getMaxShards() > 0)
    count = std::min(count, getMaxShards());
  return cutEvenly(size, count);
}

//===----------------------------------------------------------------------===//
// MinMaxAttr
//===----------------------------------------------------------------------===//

LogicalResult MinMaxAttr::verify(EmitError emitError, int64_t maxPartitions,
                                 int64_t minSliceSize, int64_t axis) {
  return success(
      succeeded(verifyAtLeast(1, maxPartitions, "max_partitions", emitError)) &&
      succeeded(verifyAtLeast(1, minSliceSize, "min_slice_size", emitError)) &&
      succeeded(verifyAtLeast(0, axis, "axis", emitError)));
}

SmallVector<int64_t> MinMaxAttr::computePartSizes(RankedTensorType type) const {
  int64_t size = type.getDimSize(getAxis());
  int64_t bytes =
      type.getNumElements() * getElementBytes(type.getElementType());
  int64_t count = llvm::divideCeil(bytes, getMinSliceSize());
  return cutEvenly(size, std::min({count, getMaxPartitions(), size}));
}

//===----------------------------------------------------------------------===//
// ShardsAttr
//===----------------------------------------------------------------------===//

LogicalResult ShardsAttr::verify(EmitError emitError, ArrayRef<int64_t> sizes,
                                 int64_t axis) {
  if (sizes.empty())
    return emitError() << "expected at least one size";
  for (int64_t size : sizes)
    if (failed(verifyAtLeast(1, size, "a size", emitError)))
      return failure();
  return verifyAtLeast(0, axis, "axis", emitError);
}

LogicalResult ShardsAttr::verifyPartition(RankedTensorType type,
                                          EmitError emitError) const {
  if (failed(verifyPartitionAxis(getAxis(), type, emitError)))
    return failure();
  // Not their sum, which may exceed 64 bits.
  int64_t left = type.getDimSize(getAxis());
  for (int64_t size : getSizes())
    left = size > left ? -1 : left - size;
  if (left != 0)
    return emitError() << "expected shards of " << type.getDimSize(getAxis())
                       << " indices along axis " << getAxis()
                       << " together, found sizes "
                       << llvm::interleaved_array(getSizes());
  return success();
}

SmallVector<int64_t> ShardsAttr::computePartSizes(RankedTensorType) const {
  return SmallVector<int64_t>(getSizes());
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

FailureOr<SmallVector<int64_t>> vf::parseSizes(AsmParser &parser) {
  SmallVector<int64_t> sizes;
  auto parseSize = [&] { return parser.parseInteger(sizes.emplace_back()); };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseSize))
    return failure();
  return sizes;
}

void vf::printSizes(AsmPrinter &printer, ArrayRef<int64_t> sizes) {
  printer << llvm::interleaved_array(sizes);
}

std::string vf::getSliceText(ArrayRef<int64_t> shape, int64_t axis,
                             int64_t start, int64_t size) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  for (int64_t length : shape)
    stream << length << ' ';
  for (auto [index, length] : llvm::enumerate(shape)) {
    bool isCut = static_cast<int64_t>(index) == axis;
    stream << (index ? ":" : "") << (isCut ? start : 0) << ','
           << (isCut ? size : length);
  }
  return text;
}
