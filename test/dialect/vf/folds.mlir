// Effects and canonicalization: what the standard passes may do with state.
// RUN: vf-opt %s --canonicalize --cse | FileCheck %s

vf.variable @w : tensor<4xf32>
vf.variable @v : tensor<4xf32>
vf.generator @noise seed = 1 seed2 = 2

// A check that is known to hold goes; one that is known to fail stays.
// CHECK-LABEL: vf.entry @known_checks
vf.entry @known_checks() {
  %true = arith.constant true
  %false = arith.constant false
  // CHECK-NOT: "holds"
  // CHECK:     vf.check %{{.+}}, internal, "fails"
  vf.check %true, internal, "holds" node = "n" op = "Op"
  vf.check %false, internal, "fails" node = "n" op = "Op"
  vf.return
}

// An unused read goes; an unused update, draw and check stay.
// CHECK-LABEL: vf.entry @unused
vf.entry @unused(%x: tensor<4xf32>) {
  %n = arith.constant 4 : index
  // CHECK-NOT: vf.read
  // CHECK:     vf.assign_add @w
  // CHECK:     vf.draw @noise
  // CHECK:     vf.check_initialized @w
  %0 = vf.read @w : tensor<4xf32>
  %1 = vf.assign_add @w, %x : tensor<4xf32>
  %key, %lo, %hi = vf.draw @noise elements %n
  vf.check_initialized @w node = "w/read" op = "Identity"
  vf.return
}

// Two reads without a write between them are one value.
// CHECK-LABEL: vf.entry @same_value
vf.entry @same_value() -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK:     %[[W:.+]] = vf.read @w
  // CHECK-NOT: vf.read
  // CHECK:     vf.return %[[W]], %[[W]]
  %0 = vf.read @w : tensor<4xf32>
  %1 = vf.read @w : tensor<4xf32>
  vf.return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// A write between two reads keeps them apart.
// CHECK-LABEL: vf.entry @two_values
vf.entry @two_values(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK: %[[A:.+]] = vf.read @w
  // CHECK: vf.assign_add @w
  // CHECK: %[[B:.+]] = vf.read @w
  // CHECK: vf.return %[[A]], %[[B]]
  %0 = vf.read @w : tensor<4xf32>
  %1 = vf.assign_add @w, %x : tensor<4xf32>
  %2 = vf.read @w : tensor<4xf32>
  vf.return %0, %2 : tensor<4xf32>, tensor<4xf32>
}

// Two draws are two values: the same dropout mask twice would be wrong.
// CHECK-LABEL: vf.entry @two_draws
vf.entry @two_draws() -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK-COUNT-2: vf.draw @noise
  %n = arith.constant 4 : index
  %k0, %l0, %h0 = vf.draw @noise elements %n
  %0 = nd.random uniform %k0, %l0, %h0 -> tensor<4xf32>
  %k1, %l1, %h1 = vf.draw @noise elements %n
  %1 = nd.random uniform %k1, %l1, %h1 -> tensor<4xf32>
  vf.return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// Equal checks stay two, on both sides of a write.
// CHECK-LABEL: vf.entry @two_checks
vf.entry @two_checks(%x: tensor<4xf32>) {
  // CHECK:      vf.check_initialized @w
  // CHECK-NEXT: vf.assign_add @v
  // CHECK-NEXT: vf.check_initialized @w
  vf.check_initialized @w node = "a" op = "Op"
  %0 = vf.assign_add @v, %x : tensor<4xf32>
  vf.check_initialized @w node = "a" op = "Op"
  vf.return
}
