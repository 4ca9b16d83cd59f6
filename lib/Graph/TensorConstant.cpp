// Decoding of TensorProto: `tensor_content` is viewed in place, a typed list is
// copied, and a list of one value (or none: zeros) stays a single copy.
#include "vf/Graph/TensorConstant.h"

#include "ProtoConversions.h"
#include "vf/Graph/PartialShape.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

#include <cstring>

using namespace vf;
using llvm::ArrayRef;

namespace {
/// More than this is not made out of a shorter list: a file of a few bytes must
/// not cost gigabytes.
constexpr int64_t maxExpandedElements = int64_t(1) << 26;

/// The elements of the list of the tensor's type, as they lie in memory.
struct ListedElements {
  std::vector<char> bytes;
  std::vector<llvm::StringRef> strings;
  int64_t count = 0;
};
} // namespace

/// Appends `values`, converted to the in-memory type `Element`; `perElement`
/// values make one element (2 for complex numbers).
template <typename Element, typename Values>
static ListedElements listElements(const Values &values, int perElement = 1) {
  ListedElements listed;
  listed.count = values.size() / perElement;
  listed.bytes.resize(listed.count * perElement * sizeof(Element));
  char *out = listed.bytes.data();
  for (int i = 0; i < listed.count * perElement; ++i, out += sizeof(Element)) {
    Element element = static_cast<Element>(values[i]);
    std::memcpy(out, &element, sizeof(Element));
  }
  return listed;
}

static ListedElements listStrings(const tf::TensorProto &proto) {
  ListedElements listed;
  listed.count = proto.string_val_size();
  for (const std::string &text : proto.string_val())
    listed.strings.push_back(text);
  return listed;
}

static ListedElements listElements(const tf::TensorProto &proto,
                                   DataType type) {
  switch (type) {
  case DataType::Float:
    return listElements<float>(proto.float_val());
  case DataType::Double:
    return listElements<double>(proto.double_val());
  case DataType::Int32:
  case DataType::QInt32:
    return listElements<int32_t>(proto.int_val());
  case DataType::Int16:
  case DataType::QInt16:
  case DataType::UInt16:
  case DataType::QUInt16:
    return listElements<uint16_t>(proto.int_val());
  case DataType::Int8:
  case DataType::QInt8:
  case DataType::UInt8:
  case DataType::QUInt8:
    return listElements<uint8_t>(proto.int_val());
  case DataType::Half:
  case DataType::BFloat16:
    return listElements<uint16_t>(proto.half_val());
  case DataType::Complex64:
    return listElements<float>(proto.scomplex_val(), 2);
  case DataType::Complex128:
    return listElements<double>(proto.dcomplex_val(), 2);
  case DataType::Int64:
    return listElements<int64_t>(proto.int64_val());
  case DataType::Bool:
    return listElements<bool>(proto.bool_val());
  case DataType::UInt32:
    return listElements<uint32_t>(proto.uint32_val());
  case DataType::UInt64:
    return listElements<uint64_t>(proto.uint64_val());
  case DataType::String:
    return listStrings(proto);
  case DataType::Resource:
  case DataType::Variant:
  case DataType::Invalid:
    break;
  }
  return {};
}

/// None if the number does not fit. A zero size makes all others harmless.
static std::optional<int64_t> countElements(ArrayRef<int64_t> dims) {
  if (llvm::is_contained(dims, 0))
    return 0;
  int64_t count = 1;
  for (int64_t size : dims)
    if (llvm::MulOverflow(count, size, count))
      return std::nullopt;
  return count;
}

/// Repeats the last element until there are `count`.
static void repeatLast(ListedElements &listed, int64_t count, unsigned size) {
  int64_t missing = count - listed.count;
  if (listed.strings.empty()) {
    std::vector<char> last(listed.bytes.end() - size, listed.bytes.end());
    for (int64_t i = 0; i < missing; ++i)
      listed.bytes.insert(listed.bytes.end(), last.begin(), last.end());
    return;
  }
  listed.strings.insert(listed.strings.end(), missing, listed.strings.back());
}

llvm::FailureOr<TensorConstant>
TensorConstant::decode(const tf::TensorProto &proto, std::string &error) {
  TensorConstant constant;
  error = constant.takeTypeAndShape(proto);
  if (!error.empty())
    return llvm::failure();
  bool isContent = !proto.tensor_content().empty() &&
                   constant.elementType != DataType::String;
  error =
      isContent ? constant.viewContent(proto) : constant.copyElements(proto);
  if (!error.empty())
    return llvm::failure();
  return constant;
}

std::string TensorConstant::takeTypeAndShape(const tf::TensorProto &proto) {
  elementType = toDataType(proto.dtype());
  unsigned size = dataTypeSize(elementType);
  if (isRef(elementType) || (size == 0 && elementType != DataType::String))
    return "has element type " + dataTypeName(elementType) +
           ", which has no constants";
  PartialShape shape = toPartialShape(proto.tensor_shape());
  if (!shape.isStatic())
    return "has shape " + shape.str() + ", which is not static";
  sizes.assign(shape.dims().begin(), shape.dims().end());
  std::optional<int64_t> elements = countElements(sizes);
  int64_t bytes;
  if (!elements || llvm::MulOverflow(*elements, int64_t(size), bytes))
    return "has shape " + shape.str() + ", which is too large";
  count = *elements;
  return "";
}

std::string TensorConstant::viewContent(const tf::TensorProto &proto) {
  const std::string &content = proto.tensor_content();
  int64_t expected = count * dataTypeSize(elementType);
  if (int64_t(content.size()) != expected)
    return "has " + std::to_string(content.size()) +
           " bytes of content, but shape " + PartialShape(sizes).str() +
           " of " + dataTypeName(elementType) + " takes " +
           std::to_string(expected);
  viewed = ArrayRef<char>(content.data(), content.size());
  splat = count == 1;
  return "";
}

std::string TensorConstant::copyElements(const tf::TensorProto &proto) {
  unsigned size = dataTypeSize(elementType);
  bool isString = elementType == DataType::String;
  ListedElements listed = listElements(proto, elementType);
  if (listed.count == 0 && count > 0) {
    listed.bytes.assign(size, 0);
    listed.strings.assign(isString, "");
    listed.count = 1;
  }
  splat = listed.count == 1 && count > 0;
  int64_t kept = splat ? 1 : count;
  if (listed.count < kept) {
    if (kept > maxExpandedElements)
      return "has " + std::to_string(listed.count) + " values for shape " +
             PartialShape(sizes).str();
    repeatLast(listed, kept, size);
  }
  // More values than elements: the rest is ignored, as TensorFlow does.
  listed.bytes.resize(kept * size);
  listed.strings.resize(isString ? kept : 0);
  owned = std::move(listed.bytes);
  texts = std::move(listed.strings);
  return "";
}

template <typename T>
static int64_t readAt(const char *data, int64_t i) {
  return static_cast<int64_t>(
      llvm::support::endian::read<T, llvm::endianness::little>(data +
                                                               i * sizeof(T)));
}

int64_t TensorConstant::intAt(int64_t i) const {
  assert(i >= 0 && i < count && "element out of range");
  const char *data = rawData().data();
  i = splat ? 0 : i;
  switch (elementType) {
  case DataType::Int64:
  case DataType::UInt64:
    return readAt<int64_t>(data, i);
  case DataType::Int32:
    return readAt<int32_t>(data, i);
  case DataType::UInt32:
    return readAt<uint32_t>(data, i);
  case DataType::Int16:
    return readAt<int16_t>(data, i);
  case DataType::UInt16:
    return readAt<uint16_t>(data, i);
  case DataType::Int8:
    return readAt<int8_t>(data, i);
  case DataType::UInt8:
  case DataType::Bool:
    return readAt<uint8_t>(data, i);
  default:
    llvm_unreachable("not a constant of integers");
  }
}

llvm::SmallVector<int64_t> TensorConstant::ints() const {
  llvm::SmallVector<int64_t> values;
  values.reserve(count);
  for (int64_t i = 0; i < count; ++i)
    values.push_back(intAt(i));
  return values;
}
