// Attribute by attribute: present or defaulted, of the declared kind, within
// the declared bounds; then argument by argument: how many tensors, which type.
#include "NodeVerifier.h"

#include "ProtoConversions.h"
#include "vf/Graph/TensorConstant.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace vf;
using llvm::LogicalResult;
using llvm::StringRef;

namespace {
/// More tensors than any real node has; bounds what a corrupt count costs.
constexpr int64_t maxTensorsPerArg = 1 << 20;

class NodeVerifier {
public:
  NodeVerifier(const tf::NodeDef &def, const OpRecord &record,
               DiagnosticEngine &diagnostics)
      : def(def), record(record), diagnostics(diagnostics) {}

  LogicalResult verifyAttributes();
  LogicalResult appendTypes(llvm::ArrayRef<ArgRecord> args,
                            llvm::SmallVectorImpl<DataType> &types);
  LogicalResult verifyTensorAttributes(llvm::ArrayRef<DataType> outputs);

private:
  InFlightDiagnostic error() {
    return emitError(diagnostics, Location::node(def.name(), def.op()));
  }
  const tf::AttrValue *lookup(StringRef name) const {
    auto attr = def.attr().find(name.str());
    return attr == def.attr().end() ? nullptr : &attr->second;
  }
  LogicalResult verifyAttribute(const AttrRecord &attr);
  LogicalResult verifyValue(const AttrRecord &attr, const tf::AttrValue &value);
  LogicalResult verifyList(const AttrRecord &attr,
                           const tf::AttrValue::ListValue &list);
  LogicalResult verifyType(const AttrRecord &attr, int value);
  LogicalResult verifyShape(const AttrRecord &attr,
                            const tf::TensorShapeProto &shape);
  LogicalResult verifyString(const AttrRecord &attr, StringRef value);
  LogicalResult verifyMinimum(const AttrRecord &attr, int64_t value,
                              StringRef what);

  const tf::NodeDef &def;
  const OpRecord &record;
  DiagnosticEngine &diagnostics;
};
} // namespace

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

static StringRef kindName(tf::AttrValue::ValueCase kind) {
  switch (kind) {
  case tf::AttrValue::kList:
    return "a list";
  case tf::AttrValue::kS:
    return "a string";
  case tf::AttrValue::kI:
    return "an int";
  case tf::AttrValue::kF:
    return "a float";
  case tf::AttrValue::kB:
    return "a bool";
  case tf::AttrValue::kType:
    return "a type";
  case tf::AttrValue::kShape:
    return "a shape";
  case tf::AttrValue::kTensor:
    return "a tensor";
  case tf::AttrValue::kPlaceholder:
    return "a placeholder of a function";
  case tf::AttrValue::kFunc:
    return "a function";
  case tf::AttrValue::VALUE_NOT_SET:
    return "no value";
  }
  return "a value of unknown kind";
}

static tf::AttrValue::ValueCase valueCase(AttrKind kind) {
  switch (kind) {
  case AttrKind::Int:
    return tf::AttrValue::kI;
  case AttrKind::Float:
    return tf::AttrValue::kF;
  case AttrKind::Bool:
    return tf::AttrValue::kB;
  case AttrKind::String:
    return tf::AttrValue::kS;
  case AttrKind::Type:
    return tf::AttrValue::kType;
  case AttrKind::Shape:
    return tf::AttrValue::kShape;
  case AttrKind::Tensor:
    return tf::AttrValue::kTensor;
  case AttrKind::Func:
    return tf::AttrValue::kFunc;
  }
  llvm_unreachable("unknown attribute kind");
}

/// The number of elements of `kind`, and of all kinds.
static std::pair<int, int> countElements(AttrKind kind,
                                         const tf::AttrValue::ListValue &list) {
  int counts[] = {list.i_size(),      list.f_size(),    list.b_size(),
                  list.s_size(),      list.type_size(), list.shape_size(),
                  list.tensor_size(), list.func_size()};
  static_assert(static_cast<int>(AttrKind::Int) == 0 &&
                static_cast<int>(AttrKind::Func) == 7);
  int all = 0;
  for (int count : counts)
    all += count;
  return {counts[static_cast<int>(kind)], all};
}

LogicalResult NodeVerifier::verifyAttributes() {
  bool failed = false;
  for (const AttrRecord &attr : record.attrs)
    failed |= llvm::failed(verifyAttribute(attr));
  return llvm::failure(failed);
}

LogicalResult NodeVerifier::verifyAttribute(const AttrRecord &attr) {
  const tf::AttrValue *value = lookup(attr.name);
  if (!value) {
    if (attr.hasDefault())
      return llvm::success();
    return error() << "expected attribute '" << attr.name << "' ("
                   << attr.kindName() << "), found none";
  }
  tf::AttrValue::ValueCase expected =
      attr.isList ? tf::AttrValue::kList : valueCase(attr.kind);
  if (value->value_case() != expected)
    return error() << "expected attribute '" << attr.name << "' to be "
                   << kindName(expected) << ", found "
                   << kindName(value->value_case());
  return attr.isList ? verifyList(attr, value->list())
                     : verifyValue(attr, *value);
}

LogicalResult NodeVerifier::verifyValue(const AttrRecord &attr,
                                        const tf::AttrValue &value) {
  switch (attr.kind) {
  case AttrKind::Int:
    return verifyMinimum(attr, value.i(), "to be");
  case AttrKind::Type:
    return verifyType(attr, value.type());
  case AttrKind::Shape:
    return verifyShape(attr, value.shape());
  case AttrKind::String:
    return verifyString(attr, value.s());
  case AttrKind::Float:
  case AttrKind::Bool:
  case AttrKind::Tensor: // See verifyTensorAttributes.
  case AttrKind::Func:
    return llvm::success();
  }
  llvm_unreachable("unknown attribute kind");
}

LogicalResult NodeVerifier::verifyList(const AttrRecord &attr,
                                       const tf::AttrValue::ListValue &list) {
  auto [count, all] = countElements(attr.kind, list);
  if (count != all)
    return error() << "expected attribute '" << attr.name << "' to be a "
                   << attr.kindName() << ", found elements of another kind";
  bool failed = llvm::failed(verifyMinimum(attr, count, "to have"));
  if (attr.kind == AttrKind::Type)
    for (int type : list.type())
      failed |= llvm::failed(verifyType(attr, type));
  if (attr.kind == AttrKind::Shape)
    for (const tf::TensorShapeProto &shape : list.shape())
      failed |= llvm::failed(verifyShape(attr, shape));
  return llvm::failure(failed);
}

LogicalResult NodeVerifier::verifyType(const AttrRecord &attr, int value) {
  DataType type = toDataType(value);
  if (!isKnownDataType(value) || isRef(type))
    return error() << "expected attribute '" << attr.name
                   << "' to be an element type, found " << dataTypeName(type);
  if (attr.allowedTypes && !attr.allowedTypes->contains(type))
    return error() << "expected attribute '" << attr.name << "' to be one of "
                   << attr.allowedTypes->str() << ", found "
                   << dataTypeName(type);
  return llvm::success();
}

LogicalResult NodeVerifier::verifyShape(const AttrRecord &attr,
                                        const tf::TensorShapeProto &shape) {
  for (const tf::TensorShapeProto::Dim &dim : shape.dim())
    if (dim.size() < PartialShape::unknownSize)
      return error() << "expected attribute '" << attr.name
                     << "' to be a shape, found one with size " << dim.size();
  return llvm::success();
}

LogicalResult NodeVerifier::verifyString(const AttrRecord &attr,
                                         StringRef value) {
  if (attr.allowedStrings.empty() ||
      llvm::is_contained(attr.allowedStrings, value))
    return llvm::success();
  return error() << "expected attribute '" << attr.name << "' to be one of '"
                 << llvm::join(attr.allowedStrings, "', '") << "', found '"
                 << value << "'";
}

LogicalResult NodeVerifier::verifyMinimum(const AttrRecord &attr, int64_t value,
                                          StringRef what) {
  if (!attr.minimum || value >= *attr.minimum)
    return llvm::success();
  return error() << "expected attribute '" << attr.name << "' " << what
                 << " at least " << *attr.minimum
                 << (attr.isList ? " elements" : "") << ", found " << value;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

/// The value of a verified attribute of kind int, or its default.
static int64_t intValue(const tf::NodeDef &def, const OpRecord &record,
                        const std::string &name) {
  auto attr = def.attr().find(name);
  if (attr != def.attr().end())
    return attr->second.i();
  return std::get<int64_t>(record.lookupAttr(name)->defaultValue);
}

static DataType typeValue(const tf::NodeDef &def, const OpRecord &record,
                          const std::string &name) {
  auto attr = def.attr().find(name);
  if (attr != def.attr().end())
    return toDataType(attr->second.type());
  return std::get<DataType>(record.lookupAttr(name)->defaultValue);
}

LogicalResult
NodeVerifier::appendTypes(llvm::ArrayRef<ArgRecord> args,
                          llvm::SmallVectorImpl<DataType> &types) {
  for (const ArgRecord &arg : args) {
    if (!arg.typeListAttr.empty()) {
      for (int type : lookup(arg.typeListAttr)->list().type())
        types.push_back(toDataType(type));
      continue;
    }
    int64_t count =
        arg.numberAttr.empty() ? 1 : intValue(def, record, arg.numberAttr);
    if (count > maxTensorsPerArg)
      return error() << "expected attribute '" << arg.numberAttr
                     << "' to be at most " << maxTensorsPerArg << ", found "
                     << count;
    DataType type =
        arg.typeAttr.empty() ? arg.type : typeValue(def, record, arg.typeAttr);
    types.append(count, arg.isRef ? makeRef(type) : type);
  }
  return llvm::success();
}

/// A tensor attribute is the value of the node's one output.
LogicalResult
NodeVerifier::verifyTensorAttributes(llvm::ArrayRef<DataType> outputs) {
  for (const AttrRecord &attr : record.attrs) {
    const tf::AttrValue *value = lookup(attr.name);
    if (attr.kind != AttrKind::Tensor || attr.isList || !value)
      continue;
    std::string reason;
    if (failed(TensorConstant::decode(value->tensor(), reason)))
      return error() << "expected attribute '" << attr.name
                     << "' to be a constant, but it " << reason;
    DataType type = toDataType(value->tensor().dtype());
    if (outputs.size() == 1 && type != outputs.front())
      return error() << "expected attribute '" << attr.name
                     << "' to be of type " << dataTypeName(outputs.front())
                     << ", found " << dataTypeName(type);
  }
  return llvm::success();
}

llvm::FailureOr<NodeTypes> vf::resolveTypes(const tf::NodeDef &def,
                                            const OpRecord &record,
                                            DiagnosticEngine &diagnostics) {
  NodeVerifier verifier(def, record, diagnostics);
  NodeTypes types;
  if (failed(verifier.verifyAttributes()) ||
      failed(verifier.appendTypes(record.inputs, types.inputs)) ||
      failed(verifier.appendTypes(record.outputs, types.outputs)) ||
      failed(verifier.verifyTensorAttributes(types.outputs)))
    return llvm::failure();
  return types;
}

StringRef vf::inputArgName(const tf::NodeDef &def, const OpRecord &record,
                           unsigned input) {
  int64_t end = 0;
  for (const ArgRecord &arg : record.inputs) {
    if (!arg.typeListAttr.empty())
      end += def.attr().at(arg.typeListAttr).list().type_size();
    else
      end += arg.numberAttr.empty() ? 1 : intValue(def, record, arg.numberAttr);
    if (input < end)
      return arg.name;
  }
  llvm_unreachable("input out of range");
}
