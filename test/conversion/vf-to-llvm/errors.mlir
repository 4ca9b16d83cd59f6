// RUN: vf-opt %s --convert-vf-to-llvm --split-input-file --verify-diagnostics

// One result fetched twice: it has one place only. Cutting gives each fetch a result of its own.
module @s {
  llvm.func @s(%out: !llvm.ptr) {
    llvm.return
  }
}
vf.entry @twice() -> (tensor<f32>, tensor<f32>) {
  %0 = vf.call_stage @s variables [] writes [] -> tensor<f32>
  // expected-error @below {{operand #1 is not a stage's result of its own}}
  vf.return %0, %0 : tensor<f32>, tensor<f32>
}

// -----

// A feed fetched as it is.
vf.entry @feed(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{operand #0 is not a stage's result of its own}}
  vf.return %x : tensor<f32>
}

// -----

// A workspace that depends on what a stage computes.
module @s {
  llvm.func @s(%out: !llvm.ptr) {
    llvm.return
  }
}
module @t {
  llvm.func @t_workspace(%n: i64) -> i64 {
    llvm.return %n : i64
  }
  llvm.func @t(%n: i64, %workspace: !llvm.ptr) attributes {vf.workspace = 0 : i64} {
    llvm.return
  }
}
vf.entry @computed() {
  %0 = vf.call_stage @s variables [] writes [] -> tensor<i64>
  %1 = tensor.extract %0[] : tensor<i64>
  %n = arith.index_cast %1 : i64 to index
  // expected-error @below {{has a workspace whose size depends on a computed value}}
  vf.call_stage @t variables [] writes [] scalars(%n : index)
  vf.return
}

// -----

// An element whose place is not known at compile time.
vf.entry @element(%x: tensor<4xi32>, %y: tensor<?xi32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %y, %c0 : tensor<?xi32>
  // expected-error @below {{needs constant indices and sizes}}
  %0 = tensor.extract %x[%n] : tensor<4xi32>
  vf.return
}

// -----

// State form: the entry was not cut.
vf.variable @w : tensor<f32>
vf.entry @state(%x: tensor<f32>) {
  // expected-error @below {{has no place in an entry of stage calls}}
  %0 = vf.assign @w, %x : tensor<f32>
  vf.return
}
