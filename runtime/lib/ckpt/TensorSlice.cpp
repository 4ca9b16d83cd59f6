// Arithmetic on boxes, and their text. All numbers of a text are checked before
// they are used.
#include "vf/ckpt/TensorSlice.h"

#include "vf/ckpt/TensorSpec.h"

#include <algorithm>
#include <charconv>

namespace vf::ckpt {

/// Takes a decimal number that is not negative off the front of `text`.
static bool takeNumber(std::string_view &text, int64_t &value) {
  const char *end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || value < 0)
    return false;
  text.remove_prefix(static_cast<size_t>(rest - text.data()));
  return true;
}

static bool takeChar(std::string_view &text, char expected) {
  if (text.empty() || text.front() != expected)
    return false;
  text.remove_prefix(1);
  return true;
}

static bool takeExtent(std::string_view &text, SliceExtent &extent) {
  if (takeChar(text, '-')) {
    extent = SliceExtent();
    return true;
  }
  return takeNumber(text, extent.start) && takeChar(text, ',') &&
         takeNumber(text, extent.length);
}

/// The sizes, each with a blank behind it, and the extents, ':' between them.
static bool takeShapeAndSlice(std::string_view text, ShapeAndSlice &result) {
  const size_t blank = text.rfind(' ');
  if (blank == std::string_view::npos)
    return false;
  std::string_view sizes = text.substr(0, blank + 1);
  for (int64_t size; !sizes.empty(); result.dims.push_back(size))
    if (!takeNumber(sizes, size) || !takeChar(sizes, ' '))
      return false;
  text.remove_prefix(blank + 1);
  do {
    if (!takeExtent(text, result.slice.emplace_back()))
      return false;
  } while (takeChar(text, ':'));
  return text.empty();
}

StatusOr<ShapeAndSlice> parseShapeAndSlice(std::string_view text) {
  const std::string context = "shape and slice '" + std::string(text) + "'";
  ShapeAndSlice result;
  if (!takeShapeAndSlice(text, result))
    return Status(VF_INVALID_ARGUMENT,
                  context + ": expected a form like '10 4 0,3:0,4'");
  if (StatusOr<int64_t> count = elementCount(result.dims); !count.ok())
    return count.status().withContext(context);
  StatusOr<TensorSlice> resolved = resolveSlice(result.slice, result.dims);
  if (!resolved.ok())
    return resolved.status().withContext(context);
  result.slice = std::move(*resolved);
  return result;
}

TensorSlice wholeSlice(const std::vector<int64_t> &dims) {
  TensorSlice slice;
  for (int64_t size : dims)
    slice.push_back({0, size});
  return slice;
}

StatusOr<TensorSlice> resolveSlice(const TensorSlice &slice,
                                   const std::vector<int64_t> &dims) {
  TensorSlice resolved = slice;
  bool isInside = slice.size() == dims.size();
  for (size_t axis = 0; isInside && axis < dims.size(); ++axis) {
    SliceExtent &extent = resolved[axis];
    const bool isWholeAxis = extent.isWholeAxis() && extent.start == 0;
    if (isWholeAxis)
      extent.length = dims[axis];
    isInside = extent.start >= 0 && (extent.length > 0 || isWholeAxis) &&
               extent.start <= dims[axis] &&
               extent.length <= dims[axis] - extent.start;
  }
  if (!isInside)
    return Status(VF_INVALID_ARGUMENT, "slice " + sliceText(slice) +
                                           " does not lie in shape " +
                                           shapeText(dims));
  return resolved;
}

std::vector<int64_t> sliceDims(const TensorSlice &slice) {
  std::vector<int64_t> dims;
  for (const SliceExtent &extent : slice)
    dims.push_back(extent.length);
  return dims;
}

std::optional<TensorSlice> intersect(const TensorSlice &a,
                                     const TensorSlice &b) {
  TensorSlice shared;
  for (size_t axis = 0; axis < a.size(); ++axis) {
    const int64_t start = std::max(a[axis].start, b[axis].start);
    const int64_t end = std::min(a[axis].end(), b[axis].end());
    if (start >= end)
      return std::nullopt;
    shared.push_back({start, end - start});
  }
  return shared;
}

std::string sliceText(const TensorSlice &slice) {
  std::string text;
  for (const SliceExtent &extent : slice) {
    if (!text.empty())
      text += ':';
    text += extent.isWholeAxis() ? "-"
                                 : std::to_string(extent.start) + ',' +
                                       std::to_string(extent.length);
  }
  return text;
}

} // namespace vf::ckpt
