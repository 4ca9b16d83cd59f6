// A cycle has at most 20 notes; the last says how long the rest is.
// RUN: not vf-opt %s --split-input-file --vf-resolve-init-order 2>&1 | FileCheck %s

// 20 variables: all of the cycle.
// CHECK:          error: initializer of @a0 depends on itself
// CHECK-COUNT-20: note: initializer of @a{{[0-9]+}} reads @a{{[0-9]+}}
// CHECK-NOT:      note:
vf.variable @a0 : tensor<f32> init { %0 = vf.read @a1 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a1 : tensor<f32> init { %0 = vf.read @a2 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a2 : tensor<f32> init { %0 = vf.read @a3 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a3 : tensor<f32> init { %0 = vf.read @a4 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a4 : tensor<f32> init { %0 = vf.read @a5 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a5 : tensor<f32> init { %0 = vf.read @a6 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a6 : tensor<f32> init { %0 = vf.read @a7 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a7 : tensor<f32> init { %0 = vf.read @a8 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a8 : tensor<f32> init { %0 = vf.read @a9 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a9 : tensor<f32> init { %0 = vf.read @a10 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a10 : tensor<f32> init { %0 = vf.read @a11 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a11 : tensor<f32> init { %0 = vf.read @a12 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a12 : tensor<f32> init { %0 = vf.read @a13 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a13 : tensor<f32> init { %0 = vf.read @a14 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a14 : tensor<f32> init { %0 = vf.read @a15 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a15 : tensor<f32> init { %0 = vf.read @a16 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a16 : tensor<f32> init { %0 = vf.read @a17 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a17 : tensor<f32> init { %0 = vf.read @a18 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a18 : tensor<f32> init { %0 = vf.read @a19 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @a19 : tensor<f32> init { %0 = vf.read @a0 : tensor<f32> vf.yield %0 : tensor<f32> }

// -----

// 21 variables.
// CHECK:          error: initializer of @b0 depends on itself
// CHECK-COUNT-19: note: initializer of @b{{[0-9]+}} reads @b{{[0-9]+}}
// CHECK-NEXT:     vf.variable @b18
// CHECK:          note: and so on, through 21 variables
// CHECK-NOT:      note:
vf.variable @b0 : tensor<f32> init { %0 = vf.read @b1 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b1 : tensor<f32> init { %0 = vf.read @b2 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b2 : tensor<f32> init { %0 = vf.read @b3 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b3 : tensor<f32> init { %0 = vf.read @b4 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b4 : tensor<f32> init { %0 = vf.read @b5 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b5 : tensor<f32> init { %0 = vf.read @b6 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b6 : tensor<f32> init { %0 = vf.read @b7 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b7 : tensor<f32> init { %0 = vf.read @b8 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b8 : tensor<f32> init { %0 = vf.read @b9 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b9 : tensor<f32> init { %0 = vf.read @b10 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b10 : tensor<f32> init { %0 = vf.read @b11 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b11 : tensor<f32> init { %0 = vf.read @b12 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b12 : tensor<f32> init { %0 = vf.read @b13 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b13 : tensor<f32> init { %0 = vf.read @b14 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b14 : tensor<f32> init { %0 = vf.read @b15 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b15 : tensor<f32> init { %0 = vf.read @b16 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b16 : tensor<f32> init { %0 = vf.read @b17 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b17 : tensor<f32> init { %0 = vf.read @b18 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b18 : tensor<f32> init { %0 = vf.read @b19 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b19 : tensor<f32> init { %0 = vf.read @b20 : tensor<f32> vf.yield %0 : tensor<f32> }
vf.variable @b20 : tensor<f32> init { %0 = vf.read @b0 : tensor<f32> vf.yield %0 : tensor<f32> }
