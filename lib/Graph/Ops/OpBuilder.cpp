// Parsing of signatures and writing of records. What it is given comes from the
// tables, so every check is an assertion.
#include "OpBuilder.h"

#include "llvm/ADT/STLExtras.h"

using namespace vf;
using llvm::StringRef;

/// Splits at the commas; an empty text has no parts.
static llvm::SmallVector<StringRef, 8> splitArgs(StringRef text) {
  llvm::SmallVector<StringRef, 8> parts;
  text.trim().split(parts, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  return parts;
}

static ArgRecord parseArg(StringRef text) {
  auto [name, type] = text.split(':');
  assert(!name.trim().empty() && !type.trim().empty() && "expected name: type");
  ArgRecord arg;
  arg.name = name.trim().str();
  if (type.contains('*')) {
    auto [number, element] = type.split('*');
    arg.numberAttr = number.trim().str();
    type = element;
  }
  type = type.trim();
  if (type.consume_front("Ref(")) {
    [[maybe_unused]] bool closed = type.consume_back(")");
    assert(closed && "expected Ref(type)");
    arg.isRef = true;
  }
  arg.type = lookupDataType(type);
  if (arg.type == DataType::Invalid)
    arg.typeAttr = type.str();
  return arg;
}

OpBuilder::OpBuilder(OpRecord &record, StringRef signature) : record(record) {
  auto [inputs, outputs] = signature.split("->");
  for (StringRef arg : splitArgs(inputs))
    record.inputs.push_back(parseArg(arg));
  for (StringRef arg : splitArgs(outputs))
    record.outputs.push_back(parseArg(arg));
}

AttrRecord &OpBuilder::addAttr(StringRef name, AttrKind kind) {
  assert(!record.lookupAttr(name) && "attribute declared twice");
  AttrRecord &attr = record.attrs.emplace_back();
  attr.name = name.str();
  attr.kind = kind;
  return attr;
}

OpBuilder &OpBuilder::type(StringRef name, std::optional<TypeSet> allowed,
                           DataType defaultType) {
  AttrRecord &attr = addAttr(name, AttrKind::Type);
  attr.allowedTypes = allowed;
  if (defaultType != DataType::Invalid)
    attr.defaultValue = defaultType;
  return *this;
}

OpBuilder &OpBuilder::typeList(StringRef name, int64_t minimum,
                               std::optional<TypeSet> allowed) {
  AttrRecord &attr = addAttr(name, AttrKind::Type);
  attr.isList = true;
  attr.minimum = minimum;
  attr.allowedTypes = allowed;
  for (auto *args : {&record.inputs, &record.outputs})
    for (ArgRecord &arg : *args)
      if (arg.typeAttr == name)
        arg.typeListAttr = std::exchange(arg.typeAttr, "");
  return *this;
}

OpBuilder &OpBuilder::attr(StringRef name, AttrKind kind) {
  addAttr(name, kind);
  return *this;
}

OpBuilder &OpBuilder::attrList(StringRef name, AttrKind kind) {
  addAttr(name, kind).isList = true;
  return *this;
}

OpBuilder &OpBuilder::attr(StringRef name, bool value) {
  addAttr(name, AttrKind::Bool).defaultValue = value;
  return *this;
}

OpBuilder &OpBuilder::attr(StringRef name, int value) {
  addAttr(name, AttrKind::Int).defaultValue = int64_t(value);
  return *this;
}

OpBuilder &OpBuilder::attr(StringRef name, float value) {
  addAttr(name, AttrKind::Float).defaultValue = value;
  return *this;
}

OpBuilder &OpBuilder::attr(StringRef name, const char *value) {
  addAttr(name, AttrKind::String).defaultValue = std::string(value);
  return *this;
}

OpBuilder &OpBuilder::attr(StringRef name, PartialShape value) {
  addAttr(name, AttrKind::Shape).defaultValue = std::move(value);
  return *this;
}

OpBuilder &OpBuilder::attrList(StringRef name, llvm::ArrayRef<int64_t> value) {
  AttrRecord &attr = addAttr(name, AttrKind::Int);
  attr.isList = true;
  attr.defaultValue = llvm::SmallVector<int64_t>(value);
  return *this;
}

OpBuilder &OpBuilder::attrList(StringRef name,
                               llvm::ArrayRef<std::string> value) {
  AttrRecord &attr = addAttr(name, AttrKind::String);
  attr.isList = true;
  attr.defaultValue = llvm::SmallVector<std::string>(value);
  return *this;
}

OpBuilder &OpBuilder::number(StringRef name, int64_t minimum) {
  addAttr(name, AttrKind::Int).minimum = minimum;
  return *this;
}

OpBuilder &OpBuilder::atLeast(int64_t minimum) {
  record.attrs.back().minimum = minimum;
  return *this;
}

OpBuilder &OpBuilder::oneOf(llvm::ArrayRef<StringRef> values) {
  for (StringRef value : values)
    record.attrs.back().allowedStrings.push_back(value.str());
  return *this;
}

OpBuilder &OpBuilder::stateful() {
  record.isStateful = true;
  return *this;
}

OpBuilder &OpBuilder::allowsUninitializedInput() {
  record.allowsUninitializedInput = true;
  return *this;
}

OpBuilder &OpBuilder::role(OpRole role) {
  record.role = role;
  return *this;
}

OpBuilder &OpBuilder::readsVariable() {
  record.readsVariable = true;
  return *this;
}

OpBuilder &OpBuilder::writesVariable() {
  record.writesVariable = true;
  return *this;
}

OpBuilder &OpBuilder::updatesVariable() {
  return readsVariable().writesVariable();
}

OpBuilder &OpBuilder::shape(ShapeFn function) {
  record.shape = function;
  return *this;
}
