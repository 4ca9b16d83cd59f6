// The entry that runs the initializers: each variable after those it reads.
// RUN: vf-opt %s --split-input-file --vf-resolve-init-order | FileCheck %s

// A chain against the order of declaration, then what is independent of it as declared.
// CHECK-LABEL: vf.variable @c
// CHECK-LABEL: vf.entry @vf_init() attributes {initializer} {
// CHECK-NEXT:    %[[ONE:.+]] = nd.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    vf.assign @a, %[[ONE]] : tensor<f32>
// CHECK-NEXT:    %[[A:.+]] = vf.read @a : tensor<f32>
// CHECK-NEXT:    %[[NEG:.+]] = nd.neg %[[A]]
// CHECK-NEXT:    vf.assign @b, %[[NEG]] : tensor<f32>
// CHECK-NEXT:    %[[B:.+]] = vf.read @b
// CHECK-NEXT:    %[[A2:.+]] = vf.read @a
// CHECK-NEXT:    %[[SUM:.+]] = nd.add %[[B]], %[[A2]]
// CHECK-NEXT:    vf.assign @c, %[[SUM]] : tensor<f32>
// CHECK-NEXT:    %[[TWO:.+]] = nd.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    vf.assign @d, %[[TWO]] : tensor<f32>
// CHECK-NEXT:    vf.return
vf.variable @c : tensor<f32> init {
  %b = vf.read @b : tensor<f32>
  %a = vf.read @a : tensor<f32>
  %s = nd.add %b, %a : tensor<f32>, tensor<f32> -> tensor<f32>
  vf.yield %s : tensor<f32>
}
vf.variable @b : tensor<f32> init {
  %a = vf.read @a : tensor<f32>
  %n = nd.neg %a : tensor<f32> -> tensor<f32>
  vf.yield %n : tensor<f32>
}
vf.variable @a : tensor<f32> init {
  %one = nd.constant dense<1.0> : tensor<f32>
  vf.yield %one : tensor<f32>
}
vf.variable @d : tensor<f32> init {
  %two = nd.constant dense<2.0> : tensor<f32>
  vf.yield %two : tensor<f32>
}

// -----

// A variable without initializer is only read. A variable that has the entry's name keeps it.
// CHECK-LABEL: vf.variable @vf_init
// CHECK-LABEL: vf.entry @vf_init_0() attributes {initializer} {
// CHECK-NEXT:    %[[X:.+]] = vf.read @restored
// CHECK-NEXT:    vf.assign @vf_init, %[[X]]
// CHECK-NEXT:    vf.return
vf.variable @restored : tensor<f32>
vf.variable @vf_init : tensor<f32> init {
  %x = vf.read @restored : tensor<f32>
  vf.yield %x : tensor<f32>
}

// -----

// One random node draws once, for however many variables.
// CHECK-LABEL: vf.entry @vf_init()
// CHECK:         %[[KEY:.+]], %[[LO:.+]], %[[HI:.+]] = vf.draw @noise
// CHECK-NOT:     vf.draw @noise
// CHECK:         nd.random uniform %[[KEY]], %[[LO]], %[[HI]]
// CHECK:         vf.assign @one
// CHECK:         nd.random uniform %[[KEY]], %[[LO]], %[[HI]]
// CHECK:         vf.assign @other
// CHECK:         vf.draw @more
// CHECK:         vf.assign @third
vf.generator @noise seed = 1 seed2 = 2
vf.generator @more seed = 1 seed2 = 2
vf.variable @one : tensor<4xf32> init {
  %n = arith.constant 4 : index
  %key, %lo, %hi = vf.draw @noise elements %n
  %r = nd.random uniform %key, %lo, %hi -> tensor<4xf32>
  vf.yield %r : tensor<4xf32>
}
vf.variable @other : tensor<4xf32> init {
  %n = arith.constant 4 : index
  %key, %lo, %hi = vf.draw @noise elements %n
  %r = nd.random uniform %key, %lo, %hi -> tensor<4xf32>
  vf.yield %r : tensor<4xf32>
}
vf.variable @third : tensor<4xf32> init {
  %n = arith.constant 4 : index
  %key, %lo, %hi = vf.draw @more elements %n
  %r = nd.random uniform %key, %lo, %hi -> tensor<4xf32>
  vf.yield %r : tensor<4xf32>
}

// -----

// An initialized value orders like a read and becomes one.
// CHECK-LABEL: vf.entry @vf_init()
// CHECK:         vf.assign @source
// CHECK-NEXT:    %[[SOURCE:.+]] = vf.read @source {node = "copy/value", op = "InitializedValue"} : tensor<f32>
// CHECK-NEXT:    vf.assign @copy, %[[SOURCE]]
vf.variable @copy : tensor<f32> init {
  %s = vf.initialized_value @source : tensor<f32> loc("copy/value")
  vf.yield %s : tensor<f32>
}
vf.variable @source : tensor<f32> init {
  %c = nd.constant dense<1.0> : tensor<f32>
  vf.yield %c : tensor<f32>
}

// -----

// Nothing to initialize: no entry.
// CHECK-LABEL: vf.variable @bare
// CHECK-NOT:   vf.entry
vf.variable @bare : tensor<f32>

// -----

// The empty module.
// CHECK:     module {
// CHECK-NOT: vf.entry
