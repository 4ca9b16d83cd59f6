// RUN: vf-opt %s --vf-expand-initialized-values --verify-diagnostics

// expected-note @below {{variable declared here}}
vf.variable @bare : tensor<4xf32>
vf.entry @get() -> tensor<4xf32> {
  // expected-error @below {{asks for the initial value of @bare, which has no initializer}}
  %0 = vf.initialized_value @bare : tensor<4xf32>
  vf.return %0 : tensor<4xf32>
}
