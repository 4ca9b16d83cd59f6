// RUN: vf-opt %s --vf-cut-stages --split-input-file --verify-diagnostics

// A result's size that the entry computes: nobody could allocate it before the entry runs.
vf.entry @computed_size(%x: tensor<4xi32>) -> tensor<?xf32> {
  %sum = nd.reduce sum %x dimensions = [0] : tensor<4xi32> -> tensor<i32>
  %e = tensor.extract %sum[] : tensor<i32>
  %n = arith.index_cast %e : i32 to index
  // expected-error @below {{'nd.iota' op has a size that depends on a value computed by the entry}}
  %0 = nd.iota axis = 0 sizes [%n] -> tensor<?xf32>
  vf.return %0 : tensor<?xf32>
}

// -----

// A draw belongs to the entry.
vf.generator @noise seed = 1 seed2 = 2
vf.entry @draw(%c: tensor<i1>) {
  %cond = tensor.extract %c[] : tensor<i1>
  scf.if %cond {
    %n = arith.constant 4 : index
    // expected-error @below {{'vf.draw' op has no place in a branch or a loop}}
    %key, %lo, %hi = vf.draw @noise elements %n
  }
  vf.return
}
