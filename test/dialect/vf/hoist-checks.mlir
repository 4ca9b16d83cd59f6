// Checks come before the first change of state. The result is proved to be a prologue and a commit.
// RUN: vf-opt %s --vf-hoist-checks --vf-verify-commit | FileCheck %s

vf.variable @w : tensor<4xf32>
vf.variable @v : tensor<4xf32>
vf.variable @step : tensor<i64>
vf.generator @noise seed = 1 seed2 = 2

// A check moves with what computes its condition, which may read variables; what does not serve it stays.
// CHECK-LABEL: vf.entry @slice(
// CHECK-SAME:    %[[X:.+]]: tensor<4xf32>, %[[N:.+]]: tensor<?xf32>)
vf.entry @slice(%x: tensor<4xf32>, %n: tensor<?xf32>) {
  // CHECK:      vf.check_initialized @step node = "add" op = "AssignAdd"
  // CHECK-NEXT: %[[C0:.+]] = arith.constant 0
  // CHECK-NEXT: %[[SIZE:.+]] = tensor.dim %[[N]], %[[C0]]
  // CHECK-NEXT: vf.check_initialized @w node = "w/read" op = "Identity"
  // CHECK-NEXT: %[[W:.+]] = vf.read @w
  // CHECK-NEXT: %[[FIRST:.+]] = tensor.extract %[[W]]
  // CHECK-NEXT: %[[OK:.+]] = arith.cmpf
  // CHECK-NEXT: vf.check %[[OK]], invalid_argument, "size {0}"(%[[SIZE]])
  // CHECK-NEXT: vf.assign_add @step
  // CHECK-NEXT: nd.neg
  // CHECK-NEXT: vf.return
  %one = nd.constant dense<1> : tensor<i64>
  %0 = vf.assign_add @step, %one : tensor<i64> loc("add")
  %c0 = arith.constant 0 : index
  %size = tensor.dim %n, %c0 : tensor<?xf32>
  %w = vf.read @w {node = "w/read", op = "Identity"} : tensor<4xf32>
  %minus = nd.neg %w : tensor<4xf32> -> tensor<4xf32>
  %first = tensor.extract %w[%c0] : tensor<4xf32>
  %ok = arith.cmpf oeq, %first, %first : f32
  vf.check %ok, invalid_argument, "size {0}" (%size) node = "n" op = "Op"
  vf.return
}

// Of the checks that one variable is initialized the first stays.
// CHECK-LABEL: vf.entry @checked_twice(
vf.entry @checked_twice() -> (tensor<4xf32>) {
  // CHECK-NEXT: vf.check_initialized @w node = "first"
  // CHECK-NEXT: vf.check_initialized @v node = "v/read"
  // CHECK-NEXT: vf.read @v
  // CHECK-NEXT: vf.return
  vf.check_initialized @w node = "first" op = "Op"
  %v = vf.read @v {node = "v/read", op = "Identity"} : tensor<4xf32>
  vf.check_initialized @w node = "second" op = "Op"
  vf.check_initialized @v node = "third" op = "Op"
  vf.return %v : tensor<4xf32>
}

// A draw changes state as well.
// CHECK-LABEL: vf.entry @draw(
vf.entry @draw(%ok: i1) {
  // CHECK:      vf.check
  // CHECK-NEXT: vf.draw
  %n = arith.constant 4 : index
  %key, %lo, %hi = vf.draw @noise elements %n
  vf.check %ok, invalid_argument, "bad" node = "n" op = "Op"
  vf.return
}

// A variable that is overwritten before it is read needs no check; one that is read first, or updated, needs one.
// CHECK-LABEL: vf.entry @initialized(
vf.entry @initialized(%x: tensor<4xf32>, %s: tensor<f32>) {
  // CHECK-NEXT: vf.check_initialized @v node = "train" op = "ApplyMomentum"
  // CHECK-NEXT: vf.assign @w
  // CHECK-NEXT: vf.read @w
  // CHECK-NEXT: vf.apply_momentum @w, @v
  // CHECK-NEXT: vf.return
  %0 = vf.assign @w, %x : tensor<4xf32>
  %1 = vf.read @w : tensor<4xf32>
  %2:2 = vf.apply_momentum @w, @v learning_rate = %s momentum = %s gradient %1 : tensor<4xf32> -> tensor<4xf32> loc("train")
  vf.return
}

// Reads only: checks stand where the values are first used, once per variable.
// CHECK-LABEL: vf.entry @predict(
vf.entry @predict(%ok: i1) -> tensor<4xf32> {
  // CHECK-NEXT: vf.check %{{.+}}, invalid_argument, "first"
  // CHECK-NEXT: vf.check_initialized @w node = "mul" op = "Mul"
  // CHECK-NEXT: vf.read @w
  // CHECK-NEXT: vf.check_initialized @v node = "sub" op = "Sub"
  // CHECK-NEXT: vf.read @v
  // CHECK-NEXT: vf.read @w
  vf.check %ok, invalid_argument, "first" node = "n" op = "Op"
  %0 = vf.read @w {node = "mul", op = "Mul"} : tensor<4xf32>
  %1 = vf.read @v {node = "sub", op = "Sub"} : tensor<4xf32>
  %2 = vf.read @w {node = "add", op = "Add"} : tensor<4xf32>
  %3 = nd.add %0, %2 : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %4 = nd.sub %3, %1 : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  vf.return %4 : tensor<4xf32>
}

// CHECK-LABEL: vf.entry @empty
vf.entry @empty() {
  vf.return
}

// A read that needs no value asks for none.
// CHECK-LABEL: vf.entry @if_initialized(
vf.entry @if_initialized() -> tensor<4xf32> {
  // CHECK-NOT: vf.check_initialized
  // CHECK:     vf.return
  %0 = vf.read @w {if_initialized} : tensor<4xf32>
  vf.return %0 : tensor<4xf32>
}
