// Variables in their three spellings, and what reads and updates them.
#include "../Shapes/ShapeFunctions.h"
#include "OpBuilder.h"

using namespace vf;
using llvm::StringRef;

static void registerVariables(OpRegistry &ops) {
  for (StringRef name : {"Variable", "VariableV2"})
    op(ops, name, "-> ref: Ref(dtype)")
        .shape(shapes::variable)
        .attr("shape", AttrKind::Shape)
        .type("dtype")
        .attr("container", "")
        .attr("shared_name", "")
        .stateful()
        .role(OpRole::Variable);
  op(ops, "VarHandleOp", "-> resource: resource")
      .shape(shapes::variable)
      .attr("container", "")
      .attr("shared_name", "")
      .attr("debug_name", "")
      .type("dtype")
      .attr("shape", AttrKind::Shape)
      .attrList("allowed_devices", llvm::ArrayRef<std::string>())
      .stateful()
      .role(OpRole::Variable);
  op(ops, "TemporaryVariable", "-> ref: Ref(dtype)")
      .shape(shapes::variable)
      .attr("shape", AttrKind::Shape)
      .type("dtype")
      .attr("var_name", "")
      .stateful()
      .role(OpRole::Variable);
  op(ops, "DestroyTemporaryVariable", "ref: Ref(T) -> value: T")
      .shape(shapes::unary)
      .type("T")
      .attr("var_name", AttrKind::String)
      .readsVariable();
}

static void registerReads(OpRegistry &ops) {
  op(ops, "ReadVariableOp", "resource: resource -> value: dtype")
      .shape(shapes::unary)
      .type("dtype")
      .stateful()
      .readsVariable();
  op(ops, "VariableShape", "input: resource -> output: out_type")
      .shape(shapes::shape)
      .type("out_type", types::index, DataType::Int32)
      .stateful();
  op(ops, "ResourceGather",
     "resource: resource, indices: Tindices -> output: dtype")
      .shape(shapes::gather)
      .attr("batch_dims", 0)
      .attr("validate_indices", true)
      .type("dtype")
      .type("Tindices", types::index)
      .stateful()
      .readsVariable();
  op(ops, "ResourceGatherNd",
     "resource: resource, indices: Tindices -> output: dtype")
      .shape(shapes::gatherNd)
      .type("dtype")
      .type("Tindices", types::index)
      .stateful()
      .readsVariable();
  op(ops, "IsVariableInitialized", "ref: Ref(dtype) -> is_initialized: bool")
      .shape(shapes::scalar)
      .type("dtype")
      .allowsUninitializedInput();
  op(ops, "VarIsInitializedOp", "resource: resource -> is_initialized: bool")
      .shape(shapes::scalar)
      .stateful();
  // What foldInitializedValues makes; files have no such nodes.
  op(ops, "_InitializedValue", "ref: Ref(T) -> value: T")
      .shape(shapes::unary)
      .type("T")
      .stateful()
      .allowsUninitializedInput()
      .readsVariable();
  op(ops, "_InitializedResourceValue", "resource: resource -> value: T")
      .shape(shapes::unary)
      .type("T")
      .stateful()
      .readsVariable();
}

static void registerDenseUpdates(OpRegistry &ops) {
  op(ops, "Assign", "ref: Ref(T), value: T -> output_ref: Ref(T)")
      .shape(shapes::assign)
      .type("T")
      .attr("validate_shape", true)
      .attr("use_locking", true)
      .allowsUninitializedInput()
      .writesVariable();
  for (StringRef name : {"AssignAdd", "AssignSub"})
    op(ops, name, "ref: Ref(T), value: T -> output_ref: Ref(T)")
        .shape(shapes::assignUpdate)
        .type("T", types::numeric)
        .attr("use_locking", false)
        .updatesVariable();
  op(ops, "AssignVariableOp", "resource: resource, value: dtype ->")
      .shape(shapes::assignVariable)
      .type("dtype")
      .attr("validate_shape", false)
      .stateful()
      .writesVariable();
  for (StringRef name : {"AssignAddVariableOp", "AssignSubVariableOp"})
    op(ops, name, "resource: resource, value: dtype ->")
        .shape(shapes::assignVariable)
        .type("dtype")
        .stateful()
        .updatesVariable();
  op(ops, "CountUpTo", "ref: Ref(T) -> output: T")
      .shape(shapes::countUpTo)
      .attr("limit", AttrKind::Int)
      .type("T", types::index)
      .updatesVariable();
  op(ops, "ResourceCountUpTo", "resource: resource -> output: T")
      .shape(shapes::countUpTo)
      .attr("limit", AttrKind::Int)
      .type("T", types::index)
      .stateful()
      .updatesVariable();
}

static OpBuilder scatter(OpRegistry &ops, StringRef name,
                         std::optional<TypeSet> allowed, bool useLocking) {
  return op(ops, name,
            "ref: Ref(T), indices: Tindices, updates: T -> output_ref: Ref(T)")
      .shape(shapes::scatter)
      .type("T", allowed)
      .type("Tindices", types::index)
      .attr("use_locking", useLocking)
      .updatesVariable();
}

static void resourceScatter(OpRegistry &ops, StringRef name,
                            std::optional<TypeSet> allowed) {
  op(ops, name, "resource: resource, indices: Tindices, updates: dtype ->")
      .shape(shapes::scatter)
      .type("dtype", allowed)
      .type("Tindices", types::index)
      .stateful()
      .updatesVariable();
}

static void registerSparseUpdates(OpRegistry &ops) {
  scatter(ops, "ScatterUpdate", std::nullopt, /*useLocking=*/true);
  for (StringRef name :
       {"ScatterAdd", "ScatterSub", "ScatterMul", "ScatterDiv"})
    scatter(ops, name, types::numeric, /*useLocking=*/false);
  for (StringRef name : {"ScatterMin", "ScatterMax"})
    scatter(ops, name, types::floating | types::index, /*useLocking=*/false);
  scatter(ops, "ScatterNdUpdate", std::nullopt, /*useLocking=*/true)
      .shape(shapes::scatterNdUpdate)
      .attr("bad_indices_policy", "");
  for (StringRef name : {"ScatterNdAdd", "ScatterNdSub"})
    scatter(ops, name, types::numeric, /*useLocking=*/false)
        .shape(shapes::scatterNdUpdate)
        .attr("bad_indices_policy", "");

  resourceScatter(ops, "ResourceScatterUpdate", std::nullopt);
  for (StringRef name :
       {"ResourceScatterAdd", "ResourceScatterSub", "ResourceScatterMul",
        "ResourceScatterDiv", "ResourceScatterMin", "ResourceScatterMax"})
    resourceScatter(ops, name, types::numeric);
  for (StringRef name : {"ResourceScatterNdUpdate", "ResourceScatterNdAdd",
                         "ResourceScatterNdSub"})
    op(ops, name, "ref: resource, indices: Tindices, updates: T ->")
        .shape(shapes::scatterNdUpdate)
        .type("T")
        .type("Tindices", types::index)
        .attr("use_locking", true)
        .attr("bad_indices_policy", "")
        .stateful()
        .updatesVariable();
}

void vf::registerStateOps(OpRegistry &ops) {
  registerVariables(ops);
  registerReads(ops);
  registerDenseUpdates(ops);
  registerSparseUpdates(ops);
}
