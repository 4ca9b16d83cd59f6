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
