// Names and sizes of element types.
#include "vf/Graph/DataType.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

using namespace vf;

namespace {
struct DataTypeInfo {
  DataType type;
  llvm::StringLiteral name;
  unsigned size;
};
} // namespace

static constexpr DataTypeInfo dataTypes[] = {
    {DataType::Float, "float", 4},     {DataType::Double, "double", 8},
    {DataType::Int32, "int32", 4},     {DataType::UInt8, "uint8", 1},
    {DataType::Int16, "int16", 2},     {DataType::Int8, "int8", 1},
    {DataType::String, "string", 0},   {DataType::Complex64, "complex64", 8},
    {DataType::Int64, "int64", 8},     {DataType::Bool, "bool", 1},
    {DataType::QInt8, "qint8", 1},     {DataType::QUInt8, "quint8", 1},
    {DataType::QInt32, "qint32", 4},   {DataType::BFloat16, "bfloat16", 2},
    {DataType::QInt16, "qint16", 2},   {DataType::QUInt16, "quint16", 2},
    {DataType::UInt16, "uint16", 2},   {DataType::Complex128, "complex128", 16},
    {DataType::Half, "half", 2},       {DataType::Resource, "resource", 0},
    {DataType::Variant, "variant", 0}, {DataType::UInt32, "uint32", 4},
    {DataType::UInt64, "uint64", 8},
};

static const DataTypeInfo *lookupInfo(DataType type) {
  auto *info = llvm::find_if(dataTypes, [type](const DataTypeInfo &info) {
    return info.type == type;
  });
  return info == std::end(dataTypes) ? nullptr : info;
}

bool vf::isKnownDataType(int32_t value) {
  return lookupInfo(baseType(static_cast<DataType>(value)));
}

std::string vf::dataTypeName(DataType type) {
  const DataTypeInfo *info = lookupInfo(baseType(type));
  if (!info)
    return "type " + std::to_string(static_cast<int32_t>(type));
  return info->name.str() + (isRef(type) ? "_ref" : "");
}

DataType vf::lookupDataType(llvm::StringRef name) {
  auto *info = llvm::find_if(dataTypes, [name](const DataTypeInfo &info) {
    return info.name == name;
  });
  return info == std::end(dataTypes) ? DataType::Invalid : info->type;
}

unsigned vf::dataTypeSize(DataType type) {
  const DataTypeInfo *info = lookupInfo(baseType(type));
  return info ? info->size : 0;
}

std::string TypeSet::str() const {
  llvm::SmallVector<llvm::StringRef, 8> names;
  for (const DataTypeInfo &info : dataTypes)
    if (contains(info.type))
      names.push_back(info.name);
  std::string text;
  for (auto [i, name] : llvm::enumerate(names)) {
    if (i > 0)
      text += i + 1 == names.size() ? " or " : ", ";
    text += name;
  }
  return text;
}
