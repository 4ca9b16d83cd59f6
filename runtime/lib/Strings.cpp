// Makes tensors of strings: first the views of the result's elements are put
// together, then their bytes are copied into one block.
#include "Strings.h"

#include "Shape.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <new>
#include <numeric>

using namespace vf;
using rt::Status;
using rt::StringsRef;

void vf_strings::describe(vf_arg &arg) const {
  arg.data = const_cast<vf_string *>(values.elements.data());
  arg.capacity = count() * static_cast<int64_t>(sizeof(vf_string));
  arg.dtype = VF_STRING;
  arg.rank = rank();
  std::copy(dims.begin(), dims.end(), arg.dims);
}

/// The product of sizes of a tensor that exists.
static int64_t product(const int64_t *begin, const int64_t *end) {
  return std::accumulate(begin, end, int64_t{1}, std::multiplies<int64_t>());
}

/// Adds sizes of strings; more than the address space is too much memory.
static int64_t addSizes(int64_t a, int64_t b) {
  int64_t sum;
  if (__builtin_add_overflow(a, b, &sum))
    throw std::bad_alloc();
  return sum;
}

/// A tensor of these elements, whose bytes it copies.
static StringsRef makeStrings(const int64_t *dims, int32_t rank,
                              std::vector<vf_string> elements) {
  auto result = std::make_shared<vf_strings>(dims, rank);
  int64_t bytes = 0;
  for (const vf_string &element : elements)
    bytes = addSizes(bytes, element.size);
  result->values.bytes.reset(new char[static_cast<size_t>(bytes)]);
  char *out = result->values.bytes.get();
  for (vf_string &element : elements) {
    if (element.size > 0)
      std::memcpy(out, element.data, static_cast<size_t>(element.size));
    element.data = out;
    out += element.size;
  }
  result->values.elements = std::move(elements);
  return result;
}

StringsRef rt::copyStrings(const vf_string *elements, const int64_t *dims,
                           int32_t rank) {
  int64_t count = product(dims, dims + rank);
  return makeStrings(dims, rank, {elements, elements + count});
}

StringsRef rt::reshapeStrings(const vf_strings &operand, const int64_t *dims,
                              int32_t rank) {
  return makeStrings(dims, rank, operand.values.elements);
}

StringsRef rt::selectStrings(const vf_strings &operand, const uint8_t *mask,
                             int32_t count) {
  std::vector<vf_string> selected;
  for (int32_t i = 0; i < count; ++i)
    if (!mask[i])
      selected.push_back(operand.values.elements[i]);
  auto size = static_cast<int64_t>(selected.size());
  return makeStrings(&size, 1, std::move(selected));
}

//===- Joining ------------------------------------------------------------===//

static std::vector<int64_t> broadcastDims(const vf_strings *const *operands,
                                          int32_t count) {
  std::vector<int64_t> dims;
  for (int32_t i = 0; i < count; ++i) {
    const std::vector<int64_t> &own = operands[i]->dims;
    if (own.size() > dims.size())
      dims.insert(dims.begin(), own.size() - dims.size(), 1);
    for (size_t axis = 0; axis < own.size(); ++axis)
      if (own[own.size() - 1 - axis] != 1)
        dims[dims.size() - 1 - axis] = own[own.size() - 1 - axis];
  }
  return dims;
}

/// The element of `operand` that stands at row-major `position` of a tensor of
/// the sizes `dims`.
static const vf_string &elementAt(const vf_strings &operand, int64_t position,
                                  const std::vector<int64_t> &dims) {
  int64_t at = 0, stride = 1;
  for (size_t axis = 0; axis < operand.dims.size(); ++axis) {
    int64_t size = dims[dims.size() - 1 - axis];
    int64_t own = operand.dims[operand.dims.size() - 1 - axis];
    if (own != 1)
      at += position % size * stride;
    position /= size;
    stride *= own;
  }
  return operand.values.elements[at];
}

StringsRef rt::joinStrings(const vf_strings *const *operands, int32_t count) {
  std::vector<int64_t> dims = broadcastDims(operands, count);
  auto rank = static_cast<int32_t>(dims.size());
  // Two tensors that fit may broadcast to one that does not.
  if (tensorBytes(VF_STRING, dims.data(), rank) < 0)
    throw std::bad_alloc();
  int64_t total = product(dims.data(), dims.data() + rank);
  auto result = std::make_shared<vf_strings>(dims.data(), rank);
  int64_t bytes = 0;
  for (int64_t i = 0; i < total; ++i)
    for (int32_t k = 0; k < count; ++k)
      bytes = addSizes(bytes, elementAt(*operands[k], i, dims).size);
  result->values.bytes.reset(new char[static_cast<size_t>(bytes)]);
  result->values.elements.resize(total);
  char *out = result->values.bytes.get();
  for (int64_t i = 0; i < total; ++i) {
    vf_string &joined = result->values.elements[i];
    joined.data = out;
    for (int32_t k = 0; k < count; ++k) {
      std::string_view part = textOf(elementAt(*operands[k], i, dims));
      out = std::copy(part.begin(), part.end(), out);
    }
    joined.size = out - joined.data;
  }
  return result;
}

//===- Concatenation ------------------------------------------------------===//

StringsRef rt::concatStrings(const vf_strings *const *operands, int32_t count,
                             int32_t axis) {
  std::vector<int64_t> dims = operands[0]->dims;
  dims[axis] = 0;
  for (int32_t k = 0; k < count; ++k)
    dims[axis] += operands[k]->dims[axis];
  const int64_t *begin = dims.data(), *end = begin + dims.size();
  int64_t blocks = product(begin, begin + axis);
  int64_t below = product(begin + axis + 1, end);
  std::vector<vf_string> elements;
  elements.reserve(product(begin, end));
  for (int64_t block = 0; block < blocks; ++block) {
    for (int32_t k = 0; k < count; ++k) {
      int64_t size = operands[k]->dims[axis] * below;
      const vf_string *from = operands[k]->values.elements.data();
      elements.insert(elements.end(), from + block * size,
                      from + (block + 1) * size);
    }
  }
  return makeStrings(begin, static_cast<int32_t>(dims.size()),
                     std::move(elements));
}

//===- Checks -------------------------------------------------------------===//

Status rt::checkStrings(const std::string &what, const vf_string *elements,
                        int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    if (elements[i].size < 0)
      return Status(VF_INVALID_ARGUMENT, what + ": string #" +
                                             std::to_string(i) + " has size " +
                                             std::to_string(elements[i].size));
    if (elements[i].size > 0 && !elements[i].data)
      return Status(VF_INVALID_ARGUMENT,
                    what + ": string #" + std::to_string(i) + " has no data");
  }
  return Status();
}
