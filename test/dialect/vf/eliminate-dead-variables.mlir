// Variables and generators that nothing needs, and what keeps one.
// RUN: vf-opt %s --split-input-file --vf-eliminate-dead-variables | FileCheck %s
// RUN: vf-opt %s --split-input-file --vf-eliminate-dead-variables=drop-saved | FileCheck %s --check-prefix=DROP
// RUN: vf-opt %s --split-input-file --vf-resolve-init-order --vf-eliminate-dead-variables | FileCheck %s --check-prefix=INIT

// CHECK-LABEL: vf.variable @read
// CHECK:       vf.variable @needed_by_initializer
// CHECK-NOT:   vf.variable @unused
// CHECK-NOT:   vf.generator @noise
// CHECK:       vf.variable @saved
// CHECK:       vf.generator @mask
// CHECK:       vf.saver @save variables = [@read, @saved] keys = ["read", "saved"] slices = ["", "4 0,2"]
// What only a Saver names goes on demand, with its record.
// DROP-LABEL: vf.variable @read
// DROP-NOT:   vf.variable @saved
// DROP:       vf.saver @save variables = [@read] keys = ["read"] slices = [""]
// The initializer entry forgets what goes: its update, its draw, its values.
// INIT-LABEL: vf.entry @vf_init
// INIT-NOT:   vf.draw
// INIT-NOT:   nd.random
// INIT:       vf.assign @needed_by_initializer
// INIT:       vf.assign @read
// INIT-NOT:   vf.assign
// INIT:       vf.return
vf.variable @read : tensor<f32> init {
  %0 = vf.read @needed_by_initializer : tensor<f32>
  vf.yield %0 : tensor<f32>
}
vf.variable @needed_by_initializer : tensor<f32> init {
  %0 = nd.constant dense<1.0> : tensor<f32>
  vf.yield %0 : tensor<f32>
}
vf.variable @unused : tensor<f32> init {
  %n = arith.constant 1 : index
  %key, %lo, %hi = vf.draw @noise elements %n
  %u = nd.random uniform %key, %lo, %hi -> tensor<f32>
  vf.yield %u : tensor<f32>
}
vf.variable @saved : tensor<f32>
vf.generator @noise seed = 1 seed2 = 2
vf.generator @mask seed = 3 seed2 = 4
vf.saver @save variables = [@read, @saved] keys = ["read", "saved"] slices = ["", "4 0,2"] version = 2 max_to_keep = 5
vf.entry @get() -> (tensor<f32>, tensor<f32>) {
  %n = arith.constant 1 : index
  %key, %lo, %hi = vf.draw @mask elements %n
  %u = nd.random uniform %key, %lo, %hi -> tensor<f32>
  %0 = vf.read @read : tensor<f32>
  vf.return %0, %u : tensor<f32>, tensor<f32>
}

// -----

// The empty module.
// CHECK:      module {
// CHECK-NEXT: }
// DROP:       module {
// INIT:       module {
