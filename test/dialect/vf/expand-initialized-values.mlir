// Initialized values become choices between the variable's value and its initial value.
// RUN: vf-opt %s --vf-expand-initialized-values | FileCheck %s
// RUN: vf-opt %s --vf-state-pipeline -o /dev/null

vf.generator @noise seed = 1 seed2 = 2
vf.variable @bare : tensor<4xf32>
vf.variable @w : tensor<4xf32> init {
  %n = arith.constant 4 : index
  %key, %lo, %hi = vf.draw @noise elements %n
  %r = nd.random uniform %key, %lo, %hi -> tensor<4xf32>
  vf.yield %r : tensor<4xf32>
}
vf.variable @v : tensor<4xf32> init {
  %w = vf.initialized_value @w : tensor<4xf32>
  %n = nd.neg %w : tensor<4xf32> -> tensor<4xf32>
  vf.yield %n : tensor<4xf32>
}
vf.variable @u : tensor<4xf32> init {
  %b = vf.read @bare {node = "u/x", op = "Neg"} : tensor<4xf32>
  %n = nd.neg %b : tensor<4xf32> -> tensor<4xf32>
  vf.yield %n : tensor<4xf32>
}

// Random numbers are drawn where the variable has no value; else the draw takes none.
// CHECK-LABEL: vf.entry @one()
// CHECK:         %[[P:.+]] = vf.is_initialized @w
// CHECK:         %[[EVALUATED:.+]] = arith.andi
// CHECK:         %[[COUNT:.+]] = arith.select %[[EVALUATED]], %{{.+}}, %{{.+}} : index
// CHECK:         vf.draw @noise elements %[[COUNT]]
// CHECK:         %[[INITIAL:.+]] = nd.random
// CHECK:         %[[READ:.+]] = vf.read @w {if_initialized} : tensor<4xf32>
// CHECK:         arith.index_castui %[[P]]
// CHECK:         %[[FLAG:.+]] = nd.cast
// CHECK:         %[[VALUE:.+]] = nd.select %[[FLAG]], %[[READ]], %[[INITIAL]]
// CHECK:         vf.return %[[VALUE]]
vf.entry @one() -> tensor<4xf32> {
  %0 = vf.initialized_value @w : tensor<4xf32>
  vf.return %0 : tensor<4xf32>
}

// What an initializer asks for is expanded before it, and drawn for only if both variables have no value.
// CHECK-LABEL: vf.entry @two()
// CHECK:         %[[PV:.+]] = vf.is_initialized @v
// CHECK:         %[[NO_V:.+]] = arith.xori %[[PV]]
// CHECK:         %[[EVALUATED_V:.+]] = arith.andi %{{.+}}, %[[NO_V]]
// CHECK:         %[[PW:.+]] = vf.is_initialized @w
// CHECK:         %[[NO_W:.+]] = arith.xori %[[PW]]
// CHECK:         %[[EVALUATED_W:.+]] = arith.andi %[[EVALUATED_V]], %[[NO_W]]
// CHECK:         arith.select %[[EVALUATED_W]]
// CHECK:         %[[W:.+]] = nd.select
// CHECK:         %[[INITIAL:.+]] = nd.neg %[[W]]
// CHECK:         nd.select %{{.+}}, %{{.+}}, %[[INITIAL]]
vf.entry @two() -> tensor<4xf32> {
  %0 = vf.initialized_value @v : tensor<4xf32>
  vf.return %0 : tensor<4xf32>
}

// The initializer's own reads fail only where it is evaluated.
// CHECK-LABEL: vf.entry @reads()
// CHECK:         vf.is_initialized @u
// CHECK:         %[[PB:.+]] = vf.is_initialized @bare
// CHECK:         %[[OK:.+]] = arith.ori %[[PB]]
// CHECK:         vf.check %[[OK]], failed_precondition, "Attempting to use uninitialized value bare" node = "u/x" op = "Neg"
// CHECK:         vf.read @bare {if_initialized, node = "u/x", op = "Neg"}
vf.entry @reads() -> tensor<4xf32> {
  %0 = vf.initialized_value @u : tensor<4xf32>
  vf.return %0 : tensor<4xf32>
}

// Near miss: a read stays one.
// CHECK-LABEL: vf.entry @read()
// CHECK-NEXT:    vf.read @w : tensor<4xf32>
// CHECK-NEXT:    vf.return
vf.entry @read() -> tensor<4xf32> {
  %0 = vf.read @w : tensor<4xf32>
  vf.return %0 : tensor<4xf32>
}
