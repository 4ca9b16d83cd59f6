// What a lowering sees of the node it lowers: operands as values, shapes as
// symbolic sizes, and the means to create ops, results and checks.
//
// An accessor that cannot give what it is asked for reports that at the node
// and returns a value that stands for nothing; the import fails once the
// lowering returns. So a lowering reads straight, without a test per operand.
#ifndef VF_IMPORT_NODELOWERING_H
#define VF_IMPORT_NODELOWERING_H

#include "vf/Graph/Graph.h"
#include "vf/Graph/ShapeInference.h"
#include "vf/IR/VFOps.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/SmallVector.h"

namespace mlir::vf {

class RegionImporter;

/// A variable as an operand of an access.
struct VariableOperand {
  StringRef symbol;
  RankedTensorType type;
};

class NodeLowering {
public:
  NodeLowering(RegionImporter &importer, const ::vf::Node &node);

  const ::vf::Node &node() const { return thisNode; }
  OpBuilder &builder();
  Location loc() const { return location; }

  /// Creates an op at the node's place and with its location.
  template <typename OpT, typename... Args>
  OpT create(Args &&...args) {
    return OpT::create(builder(), loc(), std::forward<Args>(args)...);
  }

  /// Reports at the node; the import fails once the lowering returns.
  ::vf::InFlightDiagnostic error();
  bool hasFailed() const { return failed; }

  // Operands.

  unsigned numOperands() const { return thisNode.inputs().size(); }
  /// The value of data input `i`. An input that is a variable is read here.
  Value operand(unsigned i);
  const ::vf::TensorInfo &operandInfo(unsigned i) const;
  ArrayRef<::vf::SizeExpr> operandShape(unsigned i);
  /// Whether input `i` has no value of its own here: a variable seen through
  /// its reference, or a resource.
  bool isReference(unsigned i);
  /// Elements of an integer input that must be known at compile time; `what`
  /// names it in the error ("axes").
  SmallVector<int64_t> constantOperand(unsigned i, StringRef what);
  /// The operand repeated along its axes to `shape` where its sizes do not
  /// prove that implicit broadcasting does the same.
  Value broadcastOperand(unsigned i, ArrayRef<::vf::SizeExpr> shape);

  // Results.

  ArrayRef<::vf::SizeExpr> resultShape(unsigned i = 0);
  RankedTensorType resultType(unsigned i = 0);
  void setResult(unsigned i, Value value);
  /// Sets the only result.
  void setResult(Value value) { setResult(0, value); }

  // Sizes.

  ::vf::SizeContext &sizes() const;
  /// Whether two sizes, or shapes, are equal in every run that passes the
  /// entry's checks.
  bool equal(::vf::SizeExpr a, ::vf::SizeExpr b) const;
  bool equal(ArrayRef<::vf::SizeExpr> a, ArrayRef<::vf::SizeExpr> b) const;
  /// The size as an index value; equal expressions give the same value.
  Value size(::vf::SizeExpr size);
  /// One index value per `?` of a tensor of this shape: the `sizes` of nd ops.
  SmallVector<Value> dynamicSizes(ArrayRef<::vf::SizeExpr> shape);
  RankedTensorType typeOf(ArrayRef<::vf::SizeExpr> shape, Type element) const;
  /// If the node sums over axes that only the run decides; see Unbroadcast.
  std::optional<::vf::Unbroadcast> unbroadcast() const;
  /// `value` repeated to `shape`.
  Value broadcast(Value value, ArrayRef<::vf::SizeExpr> shape);
  /// `value` with its elements in another shape; itself if that is its shape.
  Value reshape(Value value, ArrayRef<::vf::SizeExpr> shape);

  // Constants.

  /// A tensor of rank 0: it broadcasts to any shape.
  Value scalar(Type element, double value);
  /// An index constant.
  Value index(int64_t value);

  // State.

  /// The variable that input `i`, a reference or a resource, refers to.
  VariableOperand variable(unsigned i);
  /// The value of the variable of input `i` at this place.
  Value read(unsigned i);
  /// What `flag`, a scalar bool, says.
  Value initializedFlag(::vf::TensorRef flag);
  /// Operand `i` with the type of `variable`: it must have its shape.
  Value operandLike(unsigned i, const VariableOperand &variable);
  /// The table that input `i`, a reference or a resource, refers to.
  TableOp table(unsigned i);
  /// The generator of this random node; declared on first use.
  FlatSymbolRefAttr generator();

  // Checks.

  /// Fails the entry with `message` unless `condition`; see vf.check.
  void check(Value condition, ErrorCode code, const Twine &message,
             ArrayRef<Value> values = {});
  /// Fails the entry unless all elements of operand `i` are in [0, bound). In
  /// `message`, %I is the first bad element's place ("[2,0]"), %V the element
  /// and %B the bound.
  void checkInRange(unsigned i, ::vf::SizeExpr bound, StringRef message);
  /// The same of a value of that shape.
  void checkInRange(Value indices, ArrayRef<::vf::SizeExpr> shape,
                    ::vf::SizeExpr bound, StringRef message);

private:
  Value poison(RankedTensorType type);

  RegionImporter &importer;
  const ::vf::Node &thisNode;
  Location location;
  bool failed = false;
};

} // namespace mlir::vf

#endif // VF_IMPORT_NODELOWERING_H
