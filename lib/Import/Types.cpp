// Signed integers and bool map to signless types, unsigned ones keep their
// sign, as the nd dialect wants them.
#include "Types.h"

#include "vf/IR/VFOps.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using ::vf::DataType;

Type mlir::vf::lookupElementType(MLIRContext *context, DataType type) {
  Builder b(context);
  switch (::vf::baseType(type)) {
  case DataType::Float:
    return b.getF32Type();
  case DataType::Double:
    return b.getF64Type();
  case DataType::Half:
    return b.getF16Type();
  case DataType::BFloat16:
    return b.getBF16Type();
  case DataType::Complex64:
    return ComplexType::get(b.getF32Type());
  case DataType::Complex128:
    return ComplexType::get(b.getF64Type());
  case DataType::Bool:
    return b.getI1Type();
  case DataType::Int8:
  case DataType::QInt8:
    return b.getIntegerType(8);
  case DataType::Int16:
  case DataType::QInt16:
    return b.getIntegerType(16);
  case DataType::Int32:
  case DataType::QInt32:
    return b.getIntegerType(32);
  case DataType::Int64:
    return b.getIntegerType(64);
  case DataType::UInt8:
  case DataType::QUInt8:
    return b.getIntegerType(8, /*isSigned=*/false);
  case DataType::UInt16:
  case DataType::QUInt16:
    return b.getIntegerType(16, /*isSigned=*/false);
  case DataType::UInt32:
    return b.getIntegerType(32, /*isSigned=*/false);
  case DataType::UInt64:
    return b.getIntegerType(64, /*isSigned=*/false);
  case DataType::String:
    return StringType::get(context);
  default:
    return Type();
  }
}

StringAttr mlir::vf::lookupQuantizedName(MLIRContext *context, DataType type) {
  switch (::vf::baseType(type)) {
  case DataType::QInt8:
  case DataType::QInt16:
  case DataType::QInt32:
  case DataType::QUInt8:
  case DataType::QUInt16:
    return StringAttr::get(context, ::vf::dataTypeName(::vf::baseType(type)));
  default:
    return StringAttr();
  }
}

RankedTensorType mlir::vf::getTensorType(ArrayRef<::vf::SizeExpr> shape,
                                         Type element) {
  SmallVector<int64_t> sizes;
  for (::vf::SizeExpr size : shape)
    sizes.push_back(size.isConstant() ? size.constant() : ShapedType::kDynamic);
  return RankedTensorType::get(sizes, element);
}

DenseElementsAttr mlir::vf::getElements(MLIRContext *context,
                                        const ::vf::TensorConstant &constant) {
  Type element = lookupElementType(context, constant.type());
  assert(element && "constant of a type that has no tensors");
  auto type = RankedTensorType::get(constant.dims(), element);
  if (constant.numElements() == 0)
    return DenseElementsAttr::get(type, ArrayRef<Attribute>());
  // Bools are bytes in the graph; how an attribute stores them is MLIR's
  // business.
  if (element.isInteger(1)) {
    auto bytes = constant.rawData();
    SmallVector<bool> bits(bytes.begin(), bytes.end());
    return DenseElementsAttr::get(type, bits);
  }
  return DenseElementsAttr::getFromRawBuffer(type, constant.rawData());
}

DenseStringElementsAttr
mlir::vf::getStrings(MLIRContext *context,
                     const ::vf::TensorConstant &constant) {
  auto type = RankedTensorType::get(constant.dims(), StringType::get(context));
  return DenseStringElementsAttr::get(type, constant.strings());
}

Attribute mlir::vf::getNumberAttr(Type element, double value) {
  if (auto complex = dyn_cast<ComplexType>(element))
    return ArrayAttr::get(element.getContext(),
                          {getNumberAttr(complex.getElementType(), value),
                           getNumberAttr(complex.getElementType(), 0)});
  if (isa<FloatType>(element))
    return FloatAttr::get(element, value);
  return IntegerAttr::get(element,
                          APInt(element.getIntOrFloatBitWidth(),
                                static_cast<int64_t>(value), /*isSigned=*/true,
                                /*implicitTrunc=*/true));
}
