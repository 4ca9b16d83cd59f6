// Nothing fails after state has changed.
// RUN: vf-opt %s --split-input-file --vf-verify-commit --verify-diagnostics

vf.variable @w : tensor<4xf32>
vf.entry @prologue_and_commit(%x: tensor<4xf32>, %ok: i1) {
  vf.check %ok, invalid_argument, "bad" node = "n" op = "Op"
  vf.check_initialized @w node = "w/read" op = "Identity"
  %0 = vf.read @w : tensor<4xf32>
  vf.check %ok, invalid_argument, "bad" node = "n" op = "Op"
  %1 = vf.assign_add @w, %x : tensor<4xf32>
  %2 = vf.read @w : tensor<4xf32>
  vf.return
}

// -----

vf.variable @w : tensor<4xf32>
vf.entry @check_after_update(%x: tensor<4xf32>, %ok: i1) {
  // expected-note @below {{state changes here}}
  %0 = vf.assign_add @w, %x : tensor<4xf32>
  %1 = nd.neg %x : tensor<4xf32> -> tensor<4xf32>
  // expected-error @below {{may fail after state has changed}}
  vf.check %ok, invalid_argument, "bad" node = "n" op = "Op"
  vf.return
}

// -----

vf.generator @noise seed = 1 seed2 = 2
vf.entry @check_after_draw(%ok: i1) {
  %n = arith.constant 4 : index
  // expected-note @below {{state changes here}}
  %key, %lo, %hi = vf.draw @noise elements %n
  // expected-error @below {{may fail after state has changed}}
  vf.check %ok, invalid_argument, "bad" node = "n" op = "Op"
  vf.return
}

// -----

// A stage that writes is a change of state; one that only reads is none.
vf.variable @w : tensor<4xf32>
module @s {}
vf.entry @check_after_stage(%ok: i1) {
  vf.call_stage @s variables [@w] writes [false]
  vf.check %ok, invalid_argument, "bad" node = "n" op = "Op"
  // expected-note @below {{state changes here}}
  vf.call_stage @s variables [@w] writes [true]
  // expected-error @below {{may fail after state has changed}}
  vf.check %ok, invalid_argument, "bad" node = "n" op = "Op"
  vf.return
}

// -----

// A loop that writes and checks fails in its second turn.
vf.variable @w : tensor<4xf32>
vf.entry @loop(%x: tensor<4xf32>, %ok: i1) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  // expected-error @below {{may fail after state has changed}}
  // expected-note @below {{state changes here}}
  scf.for %i = %c0 to %c4 step %c1 {
    vf.check %ok, invalid_argument, "bad" node = "n" op = "Op"
    %0 = vf.assign_add @w, %x : tensor<4xf32>
  }
  vf.return
}

// -----

vf.entry @empty() {
  vf.return
}
