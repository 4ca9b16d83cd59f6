// Typed access to attributes: from the NodeDef, else the default of the op's
// record.
#include "ProtoConversions.h"
#include "vf/Graph/Graph.h"
#include "vf/Graph/OpRegistry.h"
#include "vf/tf/graph.pb.h"

#include "llvm/ADT/STLExtras.h"

using namespace vf;
using llvm::SmallVector;
using llvm::StringRef;
using Value = tf::AttrValue;

/// What `value` holds, as a T; none if it is of another kind.
template <typename T>
static std::optional<T> readValue(const Value &value);

template <>
std::optional<int64_t> readValue(const Value &value) {
  if (value.value_case() != Value::kI)
    return std::nullopt;
  return value.i();
}

template <>
std::optional<bool> readValue(const Value &value) {
  if (value.value_case() != Value::kB)
    return std::nullopt;
  return value.b();
}

template <>
std::optional<float> readValue(const Value &value) {
  if (value.value_case() != Value::kF)
    return std::nullopt;
  return value.f();
}

template <>
std::optional<StringRef> readValue(const Value &value) {
  if (value.value_case() != Value::kS)
    return std::nullopt;
  return StringRef(value.s());
}

template <>
std::optional<DataType> readValue(const Value &value) {
  if (value.value_case() != Value::kType)
    return std::nullopt;
  return toDataType(value.type());
}

template <>
std::optional<PartialShape> readValue(const Value &value) {
  if (value.value_case() != Value::kShape)
    return std::nullopt;
  return toPartialShape(value.shape());
}

template <>
std::optional<const tf::TensorProto *> readValue(const Value &value) {
  if (value.value_case() != Value::kTensor)
    return std::nullopt;
  return &value.tensor();
}

template <>
std::optional<SmallVector<int64_t>> readValue(const Value &value) {
  if (value.value_case() != Value::kList)
    return std::nullopt;
  return llvm::to_vector(value.list().i());
}

template <>
std::optional<SmallVector<float>> readValue(const Value &value) {
  if (value.value_case() != Value::kList)
    return std::nullopt;
  return llvm::to_vector(value.list().f());
}

template <>
std::optional<SmallVector<StringRef>> readValue(const Value &value) {
  if (value.value_case() != Value::kList)
    return std::nullopt;
  SmallVector<StringRef> texts;
  for (const std::string &text : value.list().s())
    texts.push_back(text);
  return texts;
}

template <>
std::optional<SmallVector<DataType>> readValue(const Value &value) {
  if (value.value_case() != Value::kList)
    return std::nullopt;
  SmallVector<DataType> types;
  for (int type : value.list().type())
    types.push_back(toDataType(type));
  return types;
}

template <>
std::optional<SmallVector<PartialShape>> readValue(const Value &value) {
  if (value.value_case() != Value::kList)
    return std::nullopt;
  SmallVector<PartialShape> shapes;
  for (const tf::TensorShapeProto &shape : value.list().shape())
    shapes.push_back(toPartialShape(shape));
  return shapes;
}

/// The default as a T; none if there is none or it is of another kind.
template <typename T>
static std::optional<T> readDefault(const AttrDefault &value) {
  if (const T *held = std::get_if<T>(&value))
    return *held;
  return std::nullopt;
}

template <>
std::optional<StringRef> readDefault(const AttrDefault &value) {
  if (const std::string *held = std::get_if<std::string>(&value))
    return StringRef(*held);
  return std::nullopt;
}

template <>
std::optional<SmallVector<StringRef>> readDefault(const AttrDefault &value) {
  auto *held = std::get_if<SmallVector<std::string>>(&value);
  if (!held)
    return std::nullopt;
  return SmallVector<StringRef>(held->begin(), held->end());
}

template <>
std::optional<const tf::TensorProto *> readDefault(const AttrDefault &) {
  return std::nullopt;
}

template <typename T>
std::optional<T> Node::lookupAttr(StringRef name) const {
  auto attr = nodeDef->attr().find(name.str());
  if (attr != nodeDef->attr().end())
    return readValue<T>(attr->second);
  const AttrRecord *record = opRecord ? opRecord->lookupAttr(name) : nullptr;
  return record ? readDefault<T>(record->defaultValue) : std::nullopt;
}

namespace vf {
template std::optional<int64_t> Node::lookupAttr(StringRef) const;
template std::optional<bool> Node::lookupAttr(StringRef) const;
template std::optional<float> Node::lookupAttr(StringRef) const;
template std::optional<StringRef> Node::lookupAttr(StringRef) const;
template std::optional<DataType> Node::lookupAttr(StringRef) const;
template std::optional<PartialShape> Node::lookupAttr(StringRef) const;
template std::optional<const tf::TensorProto *>
    Node::lookupAttr(StringRef) const;
template std::optional<SmallVector<int64_t>> Node::lookupAttr(StringRef) const;
template std::optional<SmallVector<float>> Node::lookupAttr(StringRef) const;
template std::optional<SmallVector<StringRef>>
    Node::lookupAttr(StringRef) const;
template std::optional<SmallVector<DataType>> Node::lookupAttr(StringRef) const;
template std::optional<SmallVector<PartialShape>>
    Node::lookupAttr(StringRef) const;
} // namespace vf
