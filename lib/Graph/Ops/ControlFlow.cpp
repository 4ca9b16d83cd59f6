// Control-only nodes, assertions, and the primitives of v1 control flow.
#include "OpBuilder.h"

using namespace vf;
using llvm::StringRef;

static void registerSwitchAndMerge(OpRegistry &ops) {
  op(ops, "Switch", "data: T, pred: bool -> output_false: T, output_true: T")
      .type("T");
  op(ops, "RefSwitch",
     "data: Ref(T), pred: bool -> output_false: Ref(T), output_true: Ref(T)")
      .type("T")
      .allowsUninitializedInput();
  op(ops, "Merge", "inputs: N * T -> output: T, value_index: int32")
      .type("T")
      .number("N", 1);
  op(ops, "RefMerge",
     "inputs: N * Ref(T) -> output: Ref(T), value_index: int32")
      .type("T")
      .number("N", 1);
  op(ops, "RefSelect", "index: int32, inputs: N * Ref(T) -> output: Ref(T)")
      .type("T")
      .number("N", 1);
  op(ops, "RefIdentity", "input: Ref(T) -> output: Ref(T)")
      .type("T")
      .allowsUninitializedInput();
}

static OpBuilder enter(OpRegistry &ops, StringRef name, StringRef signature) {
  return op(ops, name, signature)
      .type("T")
      .attr("frame_name", AttrKind::String)
      .attr("is_constant", false)
      .attr("parallel_iterations", 10);
}

static void registerLoops(OpRegistry &ops) {
  enter(ops, "Enter", "data: T -> output: T");
  enter(ops, "RefEnter", "data: Ref(T) -> output: Ref(T)");
  for (StringRef name : {"Exit", "NextIteration"})
    op(ops, name, "data: T -> output: T").type("T");
  for (StringRef name : {"RefExit", "RefNextIteration"})
    op(ops, name, "data: Ref(T) -> output: Ref(T)").type("T");
  op(ops, "LoopCond", "input: bool -> output: bool");
}

void vf::registerControlFlowOps(OpRegistry &ops) {
  for (StringRef name : {"NoOp", "ControlTrigger"})
    op(ops, name, "->").role(OpRole::Control);
  op(ops, "Assert", "condition: bool, data: T ->")
      .typeList("T", 1)
      .attr("summarize", 3)
      .stateful();
  registerSwitchAndMerge(ops);
  registerLoops(ops);
}
