// How the tables of this folder write an op's record:
//
//   op(ops, "MatMul", "a: T, b: T -> product: T")
//       .type("T", types::arithmetic)
//       .attr("transpose_a", false)
//       .attr("transpose_b", false)
//       .shape(shapes::matMul);
//
// A signature reads "input: TYPE, ... -> output: TYPE, ...", where TYPE is an
// element type ("int32"), a type attribute ("T"), a list of types (an attribute
// declared with `typeList`), "N * T", or "Ref(T)".
#ifndef VF_GRAPH_OPS_OPBUILDER_H
#define VF_GRAPH_OPS_OPBUILDER_H

#include "TypeSets.h"
#include "vf/Graph/OpRegistry.h"

namespace vf {

/// Fills in one record. Each function adds an attribute or a property; a
/// mistake in a table is an assertion.
class OpBuilder {
public:
  OpBuilder(OpRecord &record, llvm::StringRef signature);

  /// A type attribute: any type, or one of `allowed`; required, or with a
  /// default.
  OpBuilder &type(llvm::StringRef name,
                  std::optional<TypeSet> allowed = std::nullopt,
                  DataType defaultType = DataType::Invalid);
  OpBuilder &typeList(llvm::StringRef name, int64_t minimum,
                      std::optional<TypeSet> allowed = std::nullopt);

  /// An attribute that every node must have.
  OpBuilder &attr(llvm::StringRef name, AttrKind kind);
  OpBuilder &attrList(llvm::StringRef name, AttrKind kind);
  /// An attribute with a default, which also gives its kind.
  OpBuilder &attr(llvm::StringRef name, bool value);
  OpBuilder &attr(llvm::StringRef name, int value);
  OpBuilder &attr(llvm::StringRef name, float value);
  OpBuilder &attr(llvm::StringRef name, const char *value);
  OpBuilder &attr(llvm::StringRef name, PartialShape value);
  OpBuilder &attrList(llvm::StringRef name, llvm::ArrayRef<int64_t> value);
  OpBuilder &attrList(llvm::StringRef name, llvm::ArrayRef<std::string> value);
  /// The number of tensors of a "N * T" argument.
  OpBuilder &number(llvm::StringRef name, int64_t minimum);

  /// Restrict the attribute just written.
  OpBuilder &atLeast(int64_t minimum);
  OpBuilder &oneOf(llvm::ArrayRef<llvm::StringRef> values);

  OpBuilder &stateful();
  OpBuilder &allowsUninitializedInput();
  OpBuilder &role(OpRole role);
  OpBuilder &readsVariable();
  OpBuilder &writesVariable();
  /// Reads and writes.
  OpBuilder &updatesVariable();
  OpBuilder &shape(ShapeFn function);

private:
  AttrRecord &addAttr(llvm::StringRef name, AttrKind kind);

  OpRecord &record;
};

inline OpBuilder op(OpRegistry &ops, llvm::StringRef name,
                    llvm::StringRef signature) {
  return OpBuilder(ops.add(name), signature);
}

// The tables.
/// An op and its shape function, for ops that differ in nothing else.
using NamedShape = std::pair<llvm::StringRef, ShapeFn>;

void registerArrayOps(OpRegistry &ops);
void registerControlFlowOps(OpRegistry &ops);
void registerIOOps(OpRegistry &ops);
void registerMathOps(OpRegistry &ops);
void registerNNOps(OpRegistry &ops);
void registerRandomOps(OpRegistry &ops);
void registerReductionOps(OpRegistry &ops);
void registerStateOps(OpRegistry &ops);
void registerTableOps(OpRegistry &ops);
void registerTrainingOps(OpRegistry &ops);

} // namespace vf

#endif // VF_GRAPH_OPS_OPBUILDER_H
