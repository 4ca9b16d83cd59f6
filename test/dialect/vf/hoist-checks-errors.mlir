// Checks that need what exists only after a change of state.
// RUN: vf-opt %s --split-input-file --vf-hoist-checks --verify-diagnostics

vf.variable @w : tensor<4xf32>
vf.entry @value_after_update(%x: tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  // expected-note @below {{state changes here}}
  %0 = vf.assign @w, %x : tensor<4xf32>
  %1 = tensor.extract %0[%c0] : tensor<4xf32>
  %ok = arith.cmpf oeq, %1, %1 : f32
  // expected-error @below {{check depends on a value from after a write; --vf-shadow-updates computes it aside}}
  vf.check %ok, invalid_argument, "NaN" node = "check" op = "CheckNumerics"
  vf.return
}

// -----

vf.variable @w : tensor<4xf32>
vf.entry @read_after_write(%x: tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %0 = vf.assign @w, %x : tensor<4xf32>
  // expected-note @below {{state read here after a write to it}}
  %1 = vf.read @w : tensor<4xf32>
  %2 = tensor.extract %1[%c0] : tensor<4xf32>
  %ok = arith.cmpf oeq, %2, %2 : f32
  // expected-error @below {{check depends on a value from after a write; --vf-shadow-updates computes it aside}}
  vf.check %ok, invalid_argument, "NaN" node = "check" op = "CheckNumerics"
  vf.return
}

// -----

vf.generator @noise seed = 1 seed2 = 2
vf.entry @drawn() {
  %n = arith.constant 1 : index
  %zero = arith.constant 0 : i64
  // expected-note @below {{drawn here}}
  %key, %lo, %hi = vf.draw @noise elements %n
  %ok = arith.cmpi ne, %key, %zero : i64
  // expected-error @below {{check depends on a random draw, which changes state}}
  vf.check %ok, internal, "zero" node = "n" op = "Op"
  vf.return
}

// -----

vf.table @t : i64 -> i64
vf.entry @filled_table(%k: tensor<2xi64>) {
  %c = vf.build_table @t, %k, %k node = "fill" op = "InitializeTable" : tensor<2xi64>, tensor<2xi64>
  vf.initialize_table @t, %c
  // expected-error @below {{looks into a table that the same entry fills}}
  // expected-note @below {{state read here after a write to it}}
  vf.check_table @t node = "find" op = "LookupTableFind"
  vf.return
}
