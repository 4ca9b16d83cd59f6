// Passes over the vf dialect, in the order in which the pipeline runs them.
#ifndef VF_TRANSFORMS_PASSES_TD
#define VF_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def PartitionVariables : Pass<"vf-partition-variables", "::mlir::ModuleOp"> {
  let summary = "Cuts variables into the shards in which checkpoints hold them";
  let description = [{
    A shard is a view of its variable's one buffer, along every axis: a partition says how a variable is stored in
    checkpoints, and nothing about how entries compute with it. So reads, gathers, dense updates and scatters stay what
    they were, and the program costs what it cost. For each variable with a partitioner the pass computes the shards,
    leaves their sizes on the variable as `#vf.shards`, and replaces its record in each Saver by one per shard: the key
    stays, the slice is TensorFlow's text for the shard's place. Of a single shard nothing is to be seen: TensorFlow
    stores it as a whole tensor too.

    ```mlir
    vf.variable @w : tensor<10x4xf32> {partition = #vf.fixed_size<num_shards = 3>}
    vf.saver @save variables = [@w] keys = ["w"] slices = [""] version = 2 max_to_keep = 5
    ```
    becomes
    ```mlir
    vf.variable @w : tensor<10x4xf32> {partition = #vf.shards<sizes = [4, 3, 3]>}
    vf.saver @save variables = [@w, @w, @w] keys = ["w", "w", "w"]
                   slices = ["10 4 0,4:0,4", "10 4 4,3:0,4", "10 4 7,3:0,4"] version = 2 max_to_keep = 5
    ```
    Graphs may have partitioned variables of their own: a variable per part, and a concatenation wherever the whole is
    read. A gather of rows from parts along another axis is done in each part, and only the rows are concatenated:

    ```mlir
    %w = nd.concat %left, %right axis = 1 : tensor<10x2xf32>, tensor<10x2xf32> -> tensor<10x4xf32>
    %r = nd.gather %w, %ids : tensor<10x4xf32>, tensor<3xi32> -> tensor<3x4xf32>
    ```
    becomes
    ```mlir
    %a = nd.gather %left, %ids : tensor<10x2xf32>, tensor<3xi32> -> tensor<3x2xf32>
    %b = nd.gather %right, %ids : tensor<10x2xf32>, tensor<3xi32> -> tensor<3x2xf32>
    %r = nd.concat %a, %b axis = 1 : tensor<3x2xf32>, tensor<3x2xf32> -> tensor<3x4xf32>
    ```
    where `%left` and `%right` are reads of variables and only gathers use `%w`.

    A variable that a Saver holds as a slice already is an error. A partition changes no value, and checkpoints of any
    partition restore in all others. Cost: linear in variables and shards.
  }];
  let statistics = [Statistic<"numPartitioned", "variables", "Variables in several shards">,
                    Statistic<"numShards", "shards", "Shards of those">,
                    Statistic<"numGathers", "gathers", "Gathers done in each part">];
}

def ResolveInitOrder : Pass<"vf-resolve-init-order", "::mlir::ModuleOp"> {
  let summary = "Builds the entry that runs every initializer";
  let description = [{
    Makes one entry of the variables' initializers, marked `initializer` and named `vf_init` (with a suffix if the graph
    has that name). A variable comes after those that its initializer reads, otherwise as declared. Initializers that
    draw from one generator share one draw, as their node runs once. A `vf.initialized_value` becomes a read: its source
    has been initialized. The initializers stay with their variables.

    ```mlir
    vf.variable @double : tensor<f32> init {
      %s = vf.read @single : tensor<f32>
      %d = nd.add %s, %s : tensor<f32>, tensor<f32> -> tensor<f32>
      vf.yield %d : tensor<f32>
    }
    vf.variable @single : tensor<f32> init {
      %c = nd.constant dense<1.0> : tensor<f32>
      vf.yield %c : tensor<f32>
    }
    ```
    gives
    ```mlir
    vf.entry @vf_init() attributes {initializer} {
      %c = nd.constant dense<1.0> : tensor<f32>
      %0 = vf.assign @single, %c : tensor<f32>
      %s = vf.read @single : tensor<f32>
      %d = nd.add %s, %s : tensor<f32>, tensor<f32> -> tensor<f32>
      %1 = vf.assign @double, %d : tensor<f32>
      vf.return
    }
    ```
    Initializers that read each other in a cycle are an error, whose notes walk the cycle. A module without initializers
    stays as it is. Precondition: the module has no such entry yet. Cost: linear.
  }];
  let dependentDialects = ["::mlir::vf::VFDialect"];
  let statistics = [Statistic<"numInitialized", "initialized-variables", "Variables that the entry initializes">];
}

def ExpandInitializedValues : Pass<"vf-expand-initialized-values", "::mlir::ModuleOp"> {
  let summary = "Makes initialized values of entries choices";
  let description = [{
    A `vf.initialized_value` becomes a choice between the variable's value and what a copy of its initializer computes.
    Both are computed; the copy draws random numbers, and fails, only where the variable has no value. Initialized values
    that the initializer asks for become choices before it.

    ```mlir
    %0 = vf.initialized_value @w : tensor<4xf32>
    ```
    with `vf.variable @w : tensor<4xf32> init { %c = nd.constant dense<1.0> : tensor<4xf32>  vf.yield %c : tensor<4xf32> }`
    becomes
    ```mlir
    %p = vf.is_initialized @w
    %c = nd.constant dense<1.0> : tensor<4xf32>
    %r = vf.read @w {if_initialized} : tensor<4xf32>
    %f = ... %p ... : tensor<i1>
    %0 = nd.select %f, %r, %c : tensor<i1>, tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
    ```
    A variable without initializer is an error. Precondition: `--vf-resolve-init-order`. Cost: linear in the ops of the
    initializers that each op leads to.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::nd::NDDialect"];
  let statistics = [Statistic<"numExpanded", "expanded-values", "Initialized values made choices">];
}

def CheckRaces : Pass<"vf-check-races", "::mlir::vf::EntryOp"> {
  let summary = "Warns of accesses whose order TensorFlow leaves open";
  let description = [{
    An entry runs in one fixed order. Where its graph has two accesses to a variable, one of them a write, and no path
    of data and control edges from one to the other, TensorFlow may run either first. Import notes these as `races`;
    this pass reports each, at most 20 one by one, and removes the list.

    ```mlir
    vf.entry @step() attributes {races = [#vf.race<@v, "add", "Assign">]} { ... }
    ```
    gives the warning, at "Assign",
    ```
    nothing orders it and 'add', which both use variable 'v': TensorFlow may run either first, this program runs 'add' first
    ```
    and the same entry without `races`. Cost: linear; of finding them, see `include/vf/Graph/Races.h`.
  }];
  let options = [Option<"strict", "strict", "bool", /*default=*/"false", "Report errors instead of warnings">];
  let statistics = [Statistic<"numRaces", "races", "Unordered accesses reported">];
}

def ForwardState : Pass<"vf-forward-state", "::mlir::vf::EntryOp"> {
  let summary = "Replaces reads of a variable by values it is known to have";
  let description = [{
    A read yields what an earlier read or update of the variable yielded, if no write to that variable stands between.
    Writes to other variables do not matter: this is what CSE, to which any write is a barrier, cannot see.

    ```mlir
    %0 = vf.read @w : tensor<4xf32>
    %1 = vf.assign_add @v, %0 : tensor<4xf32>
    %2 = vf.read @w : tensor<4xf32>
    %3 = vf.assign_sub @w, %2 : tensor<4xf32>
    %4 = vf.read @w : tensor<4xf32>
    vf.return %4 : tensor<4xf32>
    ```
    becomes
    ```mlir
    %0 = vf.read @w : tensor<4xf32>
    %1 = vf.assign_add @v, %0 : tensor<4xf32>
    %3 = vf.assign_sub @w, %0 : tensor<4xf32>
    vf.return %3 : tensor<4xf32>
    ```
    Every value stays what it was. The first read stays, and with it the consumer that errors name. `vf.is_initialized`
    behind a write is true, and a `vf.check_initialized` there goes. A read with `if_initialized` that comes to serve
    one without loses the attribute. What is known
    before a branch or a loop is known in it, but for the variables that a loop
    writes; a result of a branch that is the value of a variable in either region is read behind it instead. Cost:
    linear, at each depth of branches and loops.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
  let statistics = [Statistic<"numForwarded", "forwarded-reads", "Reads replaced by a known value">];
}

def LiftChecks : Pass<"vf-lift-checks", "::mlir::vf::EntryOp"> {
  let summary = "Takes checks out of branches and loops";
  let description = [{
    A check may stand in an `scf.if`, `scf.for` or `scf.while`. What it tests becomes a result of that op, and the check
    comes to stand beside it, so that every check of an entry stands in the entry's own block.

    In a branch, a check that needs nothing which the branch changes moves before it, with a branch of its own:

    ```mlir
    scf.if %c {
      %ok = ... %ids ...
      vf.check %ok, invalid_argument, "bad index" node = "scatter" op = "ScatterAdd"
      %0 = vf.scatter add @w, %ids, %rows : ...
    }
    ```
    becomes
    ```mlir
    %holds = scf.if %c -> (i1) { %ok = ... %ids ...  scf.yield %ok : i1 } else { scf.yield %true : i1 }
    vf.check %holds, invalid_argument, "bad index" node = "scatter" op = "ScatterAdd"
    scf.if %c { %0 = vf.scatter add @w, %ids, %rows : ... }
    ```
    Any other check, and each in a loop, moves behind its op, which then may have changed state:
    `--vf-shadow-updates` computes what it changes aside. What stands behind the check in its region runs only where it
    holds, and no further round of a loop runs where it does not.

    ```mlir
    scf.for %i = %a to %b step %s {
      %0 = vf.assign_add @w, %x : tensor<4xf32>
      %ok = ... %0 ...
      vf.check %ok, invalid_argument, "not finite" node = "check" op = "CheckNumerics"
      %1 = vf.assign_add @v, %x : tensor<4xf32>
    }
    ```
    becomes
    ```mlir
    %holds = scf.for %i = %a to %b step %s iter_args(%held = %true) -> (i1) {
      %next = scf.if %held -> (i1) {
        %0 = vf.assign_add @w, %x : tensor<4xf32>
        %ok = ... %0 ...
        %rest = scf.if %ok -> (i1) {
          %1 = vf.assign_add @v, %x : tensor<4xf32>
          scf.yield %held : i1
        } else { scf.yield %ok : i1 }
        scf.yield %rest : i1
      } else { scf.yield %held : i1 }
      scf.yield %next : i1
    }
    vf.check %holds, invalid_argument, "not finite" node = "check" op = "CheckNumerics"
    ```
    A region that hands on a tensor of unknown size which only ops behind a check can compute is an error. Cost: linear,
    but quadratic in the checks of one region.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::nd::NDDialect", "::mlir::scf::SCFDialect"];
  let statistics = [Statistic<"numLifted", "lifted-checks", "Times a check left a branch or a loop">];
}

def ShadowUpdates : Pass<"vf-shadow-updates", "::mlir::vf::EntryOp"> {
  let summary = "Computes aside the updates that checks depend on";
  let description = [{
    A call that fails must leave the state as it was, so no check may come behind a change. Where a check depends on the
    value of an update, that update is computed as a value of its own, its *shadow*, which the variable takes over; all
    that used the update's result uses the shadow. An update of parts (a scatter) works on a marked copy of its variable.
    A remark names each.

    ```mlir
    %0 = vf.assign_add @w, %x : tensor<4xf32>
    %ok = ... %0 ...
    vf.check %ok, invalid_argument, "not finite" node = "check" op = "CheckNumerics"
    ```
    becomes
    ```mlir
    %w = vf.read @w : tensor<4xf32>
    %0 = nd.add %w, %x : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
    %1 = vf.assign @w, %0 : tensor<4xf32>
    %ok = ... %0 ...
    vf.check %ok, invalid_argument, "not finite" node = "check" op = "CheckNumerics"
    ```
    so that `--vf-hoist-checks` can move the check before the write. A branch or a loop that a check depends on, and that
    writes, works on shadows of all variables that it writes: it takes marked copies of them and yields the shadows. Run
    it after `--vf-forward-state`, which gives reads behind an update its result, and `--vf-lift-checks`. Cost: linear;
    memory for each shadow while the call runs.
  }];
  let dependentDialects = ["::mlir::nd::NDDialect"];
  let statistics = [Statistic<"numShadows", "shadows", "Values of variables computed aside">];
}

def PreserveOldValues : Pass<"vf-preserve-old-values", "::mlir::vf::EntryOp"> {
  let summary = "Keeps values of variables that are used after the variable changes";
  let description = [{
    Updates happen in place. A value of a variable, or a view of it, that is used behind the next write to the variable
    is gone by then. A consumer that is pure moves before the write, with the pure ops that compute its other operands;
    where one cannot, a `vf.copy` is made before the write, and a remark says for whom.

    ```mlir
    %0 = vf.read @w : tensor<4xf32>
    %1 = vf.assign_add @w, %d : tensor<4xf32>
    %2 = nd.neg %0 : tensor<4xf32> -> tensor<4xf32>
    vf.return %0, %2 : tensor<4xf32>, tensor<4xf32>
    ```
    becomes
    ```mlir
    %0 = vf.read @w : tensor<4xf32>
    %2 = nd.neg %0 : tensor<4xf32> -> tensor<4xf32>
    %c = vf.copy %0 : tensor<4xf32>
    %1 = vf.assign_add @w, %d : tensor<4xf32>
    vf.return %c, %2 : tensor<4xf32>, tensor<4xf32>
    ```
    Afterwards no value of a variable is used behind a write to it. In a loop that writes a variable, each use of a value
    from before the loop is one; a value that a loop takes or a region yields is copied as well. Run it after
    `--vf-forward-state`, which decides which values those are. Cost: linear.
  }];
  let statistics = [Statistic<"numMoved", "moved-consumers", "Consumers moved before a write">,
                    Statistic<"numCopies", "copies", "Copies of old values made">];
}

def HoistChecks : Pass<"vf-hoist-checks", "::mlir::vf::EntryOp"> {
  let summary = "Makes an entry a prologue of checks followed by a commit";
  let description = [{
    Adds a `vf.check_initialized` for each variable whose value from before the call is used, naming its first consumer;
    a variable that a branch or a loop may write or not counts as used, for what it is afterwards may be that value. Of
    several such checks of a variable the first stays.
    Then moves every check, with the ops that compute its operands, before the first op that changes state. The checks
    keep their order, so a call with several faults reports the one that comes first in the graph's order.

    ```mlir
    %0 = vf.assign_add @step, %one : tensor<i64>
    %1 = vf.read @w {node = "mul", op = "Mul"} : tensor<4xf32>
    vf.check %ok, invalid_argument, "bad label" node = "xent" op = "SparseXent"
    ```
    becomes
    ```mlir
    vf.check_initialized @step node = "add" op = "AssignAdd"
    vf.check_initialized @w node = "mul" op = "Mul"
    vf.check %ok, invalid_argument, "bad label" node = "xent" op = "SparseXent"
    %0 = vf.assign_add @step, %one : tensor<i64>
    %1 = vf.read @w {node = "mul", op = "Mul"} : tensor<4xf32>
    ```
    A check whose operands need a value from after a write is an error, unless `--vf-shadow-updates` has made it a value
    of its own; so is one that needs a draw. Cost: linear.
  }];
  let dependentDialects = ["::mlir::vf::VFDialect"];
  let statistics = [Statistic<"numInitializedChecks", "initialized-checks", "Checks of initialization added">,
                    Statistic<"numHoisted", "hoisted-checks", "Checks moved before the first change of state">];
}

def EliminateDeadVariables : Pass<"vf-eliminate-dead-variables", "::mlir::ModuleOp"> {
  let summary = "Removes variables and generators that nothing needs";
  let description = [{
    Needed is what an entry or a Saver names, and what initializers of needed variables name in turn. The entry that
    runs the initializers needs nothing itself: it loses the initialization of what goes.

    ```mlir
    vf.variable @used : tensor<f32>
    vf.variable @unused : tensor<f32> init { ... vf.draw @noise ... }
    vf.generator @noise seed = 1 seed2 = 2
    vf.entry @vf_init() attributes {initializer} { ... %0 = vf.assign @unused, %v : tensor<f32> ... }
    vf.entry @get() -> tensor<f32> { %w = vf.read @used : tensor<f32>  vf.return %w : tensor<f32> }
    ```
    becomes
    ```mlir
    vf.variable @used : tensor<f32>
    vf.entry @vf_init() attributes {initializer} { ... }
    vf.entry @get() -> tensor<f32> { %w = vf.read @used : tensor<f32>  vf.return %w : tensor<f32> }
    ```
    Values and checkpoints stay what they were, unless `drop-saved` is given. Cost: linear.
  }];
  let options = [Option<"dropSaved", "drop-saved", "bool", /*default=*/"false",
                        "Drop also what only a Saver names, and its records">];
  let statistics = [Statistic<"numVariables", "variables", "Variables removed">,
                    Statistic<"numGenerators", "generators", "Generators removed">];
}

def VerifyCommit : Pass<"vf-verify-commit", "::mlir::vf::EntryOp"> {
  let summary = "Proves that nothing fails after state has changed";
  let description = [{
    An entry that returns an error must leave the instance as it was. So no op that writes the status (a check) may
    stand behind, or be, an op that writes variables or generators. An op whose effects are unknown counts as both.
    Holds in state form after `--vf-hoist-checks`, and for the stage calls after `--vf-functionalize`; changes nothing.

    ```mlir
    %0 = vf.assign @w, %x : tensor<4xf32>
    vf.check %ok, invalid_argument, "too late" node = "n" op = "Op"   // error: may fail after state has changed
    ```
    Cost: linear.
  }];
}

def CutStages : Pass<"vf-cut-stages", "::mlir::vf::EntryOp"> {
  let summary = "Cuts an entry into stages of bounded size";
  let description = [{
    Groups the ops of an entry, in their order, into `vf.stage`s of at most `max-ops` ops, each of which is compiled as
    one function. The work of bufferization and of LLVM grows faster than the size of a function, so an entry of
    10,000 updates must not become one. A full group is cut where the fewest bytes cross, in its second half.

    A branch or a loop is one op here, with all that is in it; scalars that it yields leave a stage as tensors of rank 0.
    Size arithmetic, checks, draws and `vf.return` stay in the entry, before the first stage that does not feed them.
    Constants are cloned into the stages that use them. The value of a variable never crosses a cut: a later stage reads
    the variable again, which yields the same value because old values that are still needed have been copied.

    ```mlir
    %w = vf.read @w : tensor<4xf32>
    %d = nd.mul %w, %x : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
    %v = vf.assign_sub @v, %d : tensor<4xf32>
    vf.return %d : tensor<4xf32>
    ```
    becomes
    ```mlir
    %s = vf.stage @train_0 -> tensor<4xf32> {
      %w = vf.read @w : tensor<4xf32>
      %d = nd.mul %w, %x : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
      %v = vf.assign_sub @v, %d : tensor<4xf32>
      vf.yield %d : tensor<4xf32>
    }
    vf.return %s : tensor<4xf32>
    ```
    Preconditions: `--vf-preserve-old-values`, `--vf-hoist-checks`. Cost: linear in the number of ops.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"];
  let options = [Option<"maxOps", "max-ops", "unsigned", /*default=*/"50", "Ops in a stage at most">];
  let statistics = [Statistic<"numStages", "stages", "Stages made">];
}

def Functionalize : Pass<"vf-functionalize", "::mlir::ModuleOp"> {
  let summary = "Turns each stage into a functional core in a module of its own";
  let description = [{
    A core is a function of tensors: one argument per variable that the stage touches, then the values and scalars it
    captures, then one destination per result; it returns the variables it writes, then its results. There is one SSA
    value per variable, always the latest: a read is that value, an update replaces it. An update that yields a fresh
    value is materialized into the *latest* value, never into the argument, so that bufferization keeps the order; a
    result is materialized into its destination. An assigned value that is needed later keeps a buffer of its own and is
    copied into the variable; a value that leaves twice is copied from its first destination. Modules of their own let
    stages bufferize and compile in parallel.

    A branch yields the variables that it writes, a loop carries them, at the same position in operands, condition,
    yields and results; the materialization stands in the branch or body that assigns. Other tensors that a loop carries
    are materialized where it yields them, into what it was given, so that it keeps its buffers; what it hands on
    crosswise is copied first.

    ```mlir
    vf.stage @train_0 {
      %w = vf.read @w : tensor<4xf32>
      %n = nd.mul %w, %x : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
      %v = vf.assign @w, %n : tensor<4xf32>
      vf.yield
    }
    ```
    becomes
    ```mlir
    vf.call_stage @train_0 variables [@w] writes [true] ins(%x : tensor<4xf32>)
    module @train_0 {
      func.func @train_0(%w: tensor<4xf32> {bufferization.writable = true},
                         %x: tensor<4xf32> {bufferization.writable = false}) -> tensor<4xf32> {
        %n = nd.mul %w, %x : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
        %v = bufferization.materialize_in_destination %n in %w : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
        return %v : tensor<4xf32>
      }
    }
    ```
    Precondition: `--vf-cut-stages`. Cost: linear.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::bufferization::BufferizationDialect",
                           "::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect", "::mlir::nd::NDDialect",
                           "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
}

#endif // VF_TRANSFORMS_PASSES_TD
