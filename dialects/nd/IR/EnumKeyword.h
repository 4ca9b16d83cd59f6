// custom<Keyword>($attribute): an enum attribute as its bare keyword. The
// declarative form would print a second space before it.
#ifndef ND_IR_ENUMKEYWORD_H
#define ND_IR_ENUMKEYWORD_H

#include "mlir/IR/OpImplementation.h"

namespace mlir {

template <typename EnumAttr>
ParseResult parseKeyword(OpAsmParser &parser, EnumAttr &attribute) {
  attribute = llvm::dyn_cast_if_present<EnumAttr>(EnumAttr::parse(parser, {}));
  return success(static_cast<bool>(attribute));
}

template <typename EnumAttr>
void printKeyword(OpAsmPrinter &printer, Operation *, EnumAttr attribute) {
  printer << stringifyEnum(attribute.getValue());
}

} // namespace mlir

#endif // ND_IR_ENUMKEYWORD_H
