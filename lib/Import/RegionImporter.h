// Imports the nodes of one schedule into one block: the body of an entry, or
// the initializer of a variable.
//
// Each tensor becomes a value when its node's turn comes, with two exceptions.
// Tensors that shape inference computed (shapes, axes, sizes) are made only
// where a lowered op needs them as data. And a reference to a variable is no
// value at all: each consumer reads the variable when its own turn comes.
#ifndef VF_LIB_IMPORT_REGIONIMPORTER_H
#define VF_LIB_IMPORT_REGIONIMPORTER_H

#include "ModuleState.h"
#include "SizeMaterializer.h"

#include "vf/Graph/Schedule.h"
#include "vf/Graph/ShapeInference.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseMap.h"

namespace mlir::vf {

/// A tensor that is a variable seen through its reference.
struct LiveVariable {
  const ::vf::Node *variable = nullptr;
  /// The first node on the way from the variable to the tensor, which is the
  /// one that TensorFlow blames for an uninitialized variable; null if the
  /// tensor is the variable itself.
  const ::vf::Node *firstReader = nullptr;

  explicit operator bool() const { return variable; }
};

class RegionImporter {
public:
  /// `schedule` and `shapes` must outlive the importer.
  RegionImporter(ModuleState &module, const ::vf::Schedule &schedule,
                 const ::vf::InferredShapes &shapes, Block &block,
                 Location loc);

  /// `value` is what was fed for `tensor`.
  void addFeed(::vf::TensorRef tensor, Value value);

  /// Emits the guards of what sizes must fulfil, then every node in order.
  LogicalResult importNodes();

  /// The value of `tensor` at this place, for `consumer`, which is blamed if it
  /// has none. Null if that was reported.
  Value getValue(::vf::TensorRef tensor, const ::vf::Node &consumer);
  /// Its value at the end, for a fetch.
  Value getFetch(::vf::TensorRef tensor);
  /// The value of `size`, which is known at entry, for `user`, which is blamed
  /// if it leaves the range of sizes.
  Value getSize(::vf::SizeExpr size, const ::vf::Node &user);
  /// Emits a read of `variable`, on behalf of `reader`.
  Value read(const ::vf::Node &variable, const ::vf::Node &reader);
  void setValue(::vf::TensorRef tensor, Value value) { values[tensor] = value; }

  /// The variable whose current value `tensor` stands for, if it does.
  LiveVariable lookupLiveVariable(::vf::TensorRef tensor);

  /// Whether all of `node`'s outputs follow from sizes alone, and it has no
  /// effect: then nothing is imported for it.
  bool isComputedByInference(const ::vf::Node &node) const;

  ModuleState &module() const { return moduleState; }
  const ::vf::InferredShapes &shapes() const { return inferred; }
  SizeMaterializer &sizes() { return sizeMaterializer; }
  OpBuilder &builder() { return bodyBuilder; }

private:
  LogicalResult emitSizeChecks();
  void emitSizeCheck(const ::vf::SizeCheck &check);
  LogicalResult importNode(const ::vf::Node &node);
  /// Reads the variable that `node` passes on live, if a consumer of it is on
  /// another device: TensorFlow sends it the value from here.
  void readForOtherDevices(const ::vf::Node &node);
  /// A node that computes nothing.
  LogicalResult importByRole(const ::vf::Node &node);
  void checkShapeOperands(const ::vf::Node &node);
  Value materialize(::vf::TensorRef tensor, const ::vf::TensorInfo &info,
                    const ::vf::Node &consumer);

  ModuleState &moduleState;
  const ::vf::Schedule &schedule;
  const ::vf::InferredShapes &inferred;
  OpBuilder bodyBuilder;
  SizeMaterializer sizeMaterializer;
  llvm::DenseMap<::vf::TensorRef, Value> values;
  llvm::DenseMap<::vf::TensorRef, LiveVariable> liveVariables;
  /// Values of live variables for consumers on other devices.
  llvm::DenseMap<::vf::TensorRef, Value> sentValues;
};

} // namespace mlir::vf

#endif // VF_LIB_IMPORT_REGIONIMPORTER_H
