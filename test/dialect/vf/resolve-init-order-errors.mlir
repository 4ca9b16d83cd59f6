// Initializers that read each other: the notes walk the cycle.
// RUN: vf-opt %s --split-input-file --vf-resolve-init-order --verify-diagnostics

// @start only leads to the cycle.
vf.variable @start : tensor<f32> init {
  %0 = vf.read @a : tensor<f32>
  vf.yield %0 : tensor<f32>
}
// expected-error @below {{initializer of @a depends on itself}}
vf.variable @a : tensor<f32> init {
  // expected-note @below {{initializer of @a reads @b}}
  %0 = vf.read @b : tensor<f32>
  vf.yield %0 : tensor<f32>
}
vf.variable @b : tensor<f32> init {
  // expected-note @below {{initializer of @b reads @a}}
  %0 = vf.read @a : tensor<f32>
  vf.yield %0 : tensor<f32>
}

// -----

// expected-error @below {{initializer of @self depends on itself}}
vf.variable @self : tensor<f32> init {
  // expected-note @below {{initializer of @self reads @self}}
  %0 = vf.read @self : tensor<f32>
  vf.yield %0 : tensor<f32>
}
