// Reads replaced by values the variable is known to have.
// RUN: vf-opt %s --vf-forward-state | FileCheck %s

vf.variable @w : tensor<4xf32>
vf.variable @v : tensor<4xf32>

// A write to another variable does not matter; the consumer of the first read stays.
// CHECK-LABEL: vf.entry @across_other_write(
vf.entry @across_other_write(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK:     %[[W:.+]] = vf.read @w {node = "first", op = "Mul"}
  // CHECK:     vf.assign_add @v
  // CHECK-NOT: vf.read
  // CHECK:     vf.return %[[W]], %[[W]]
  %0 = vf.read @w {node = "first", op = "Mul"} : tensor<4xf32>
  %1 = vf.assign_add @v, %x : tensor<4xf32>
  %2 = vf.read @w {node = "second", op = "Mul"} : tensor<4xf32>
  vf.return %0, %2 : tensor<4xf32>, tensor<4xf32>
}

// A read after an update yields the update's value.
// CHECK-LABEL: vf.entry @after_update(
vf.entry @after_update(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK:     %[[W:.+]] = vf.assign_add @w
  // CHECK-NOT: vf.read
  // CHECK:     vf.return %[[W]]
  %0 = vf.assign_add @w, %x : tensor<4xf32>
  %1 = vf.read @w : tensor<4xf32>
  vf.return %1 : tensor<4xf32>
}

// An update of two variables gives the value of each.
// CHECK-LABEL: vf.entry @second_result(
vf.entry @second_result(%g: tensor<4xf32>, %s: tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK: %[[NEW:.+]], %[[ACCUMULATED:.+]] = vf.apply_momentum @w, @v
  // CHECK: vf.return %[[ACCUMULATED]], %[[NEW]]
  %0:2 = vf.apply_momentum @w, @v learning_rate = %s momentum = %s gradient %g : tensor<4xf32> -> tensor<4xf32>
  %1 = vf.read @v : tensor<4xf32>
  %2 = vf.read @w : tensor<4xf32>
  vf.return %1, %2 : tensor<4xf32>, tensor<4xf32>
}

// A read that needs a value is served by one that did not: now that one needs it.
// CHECK-LABEL: vf.entry @needs_value(
vf.entry @needs_value() -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK:     %[[W:.+]] = vf.read @w {node = "second", op = "Mul"}
  // CHECK:     vf.return %[[W]], %[[W]]
  %0 = vf.read @w {if_initialized} : tensor<4xf32>
  %1 = vf.read @w {node = "second", op = "Mul"} : tensor<4xf32>
  vf.return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// Near miss: neither needs one.
// CHECK-LABEL: vf.entry @needs_no_value(
vf.entry @needs_no_value() -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK:     %[[W:.+]] = vf.read @w {if_initialized}
  // CHECK:     vf.return %[[W]], %[[W]]
  %0 = vf.read @w {if_initialized} : tensor<4xf32>
  %1 = vf.read @w {if_initialized} : tensor<4xf32>
  vf.return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// Near miss: a write to the same variable stands between; the read gets the value after it.
// CHECK-LABEL: vf.entry @across_own_write(
vf.entry @across_own_write(%x: tensor<4xf32>, %c: i1) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK: %[[OLD:.+]] = vf.read @w
  // CHECK: scf.if
  // CHECK: %[[NEW:.+]] = vf.read @w
  // CHECK: vf.return %[[OLD]], %[[NEW]]
  %0 = vf.read @w : tensor<4xf32>
  scf.if %c {
    %1 = vf.assign_add @w, %x : tensor<4xf32>
  }
  %2 = vf.read @w : tensor<4xf32>
  vf.return %0, %2 : tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: vf.entry @empty
vf.entry @empty() {
  vf.return
}

// A check that a variable is initialized stays before a write to it, and goes behind one.
// CHECK-LABEL: vf.entry @checked(
vf.entry @checked(%x: tensor<4xf32>) {
  // CHECK-NEXT: vf.assign @v
  // CHECK-NEXT: vf.check_initialized @w node = "first"
  // CHECK-NEXT: vf.assign @w
  // CHECK-NEXT: vf.return
  %0 = vf.assign @v, %x : tensor<4xf32>
  vf.check_initialized @w node = "first" op = "Op"
  %1 = vf.assign @w, %x : tensor<4xf32>
  vf.check_initialized @w node = "second" op = "Op"
  vf.return
}

// Behind a write a variable is initialized; before it, and behind a write to another one, the slot knows.
// CHECK-LABEL: vf.entry @initialized(
vf.entry @initialized(%x: tensor<4xf32>, %n: index) {
  // CHECK: vf.is_initialized @w
  // CHECK: vf.assign @v
  // CHECK: vf.is_initialized @w
  // CHECK: vf.assign @w
  // CHECK-NOT: vf.is_initialized
  // CHECK: vf.check %true
  %0 = vf.is_initialized @w
  %1 = vf.assign @v, %x : tensor<4xf32>
  %2 = vf.is_initialized @w
  vf.check %0, invalid_argument, "first" node = "n" op = "Op"
  vf.check %2, invalid_argument, "second" node = "n" op = "Op"
  %3 = vf.assign @w, %x : tensor<4xf32>
  %4 = vf.is_initialized @w
  vf.check %4, invalid_argument, "third" node = "n" op = "Op"
  vf.return
}
