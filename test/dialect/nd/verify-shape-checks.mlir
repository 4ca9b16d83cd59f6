// RUN: vf-opt %s --pass-pipeline="builtin.module(any(nd-verify-shape-checks))" --split-input-file | FileCheck %s

// Sizes that are equal by construction need no check: one argument's, or arguments' of one name.
// CHECK-LABEL: @same_by_construction
func.func @same_by_construction(%x: tensor<?x4xf32> {vf.symbols = ["B", ""]}, %y: tensor<?xf32> {vf.symbols = ["B"]}) -> tensor<?xf32> {
  %0 = nd.exp %x : tensor<?x4xf32> -> tensor<?x4xf32>
  %1 = nd.mul %0, %x : tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x4xf32>
  %2 = nd.reduce sum %1 dimensions = [1] : tensor<?x4xf32> -> tensor<?xf32>
  %3 = nd.sub %2, %y : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  return %3 : tensor<?xf32>
}

// -----

// Equal arithmetic on equal sizes is equal.
// CHECK-LABEL: @arithmetic
func.func @arithmetic(%x: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n0 = tensor.dim %x, %c0 : tensor<?xf32>
  %n1 = tensor.dim %x, %c0 : tensor<?xf32>
  %m0 = arith.addi %n0, %n1 : index
  %0 = nd.iota axis = 0 sizes [%m0] -> tensor<?xf32>
  %1 = nd.concat %x, %x axis = 0 : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  %2 = nd.add %0, %1 : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  return %2 : tensor<?xf32>
}

// -----

// A sum is the same in any order and grouping, and constants in it add up.
// CHECK-LABEL: @sums
func.func @sums(%x: tensor<?xf32>, %y: tensor<?xf32>, %three: tensor<3xf32>, %two: tensor<2xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c5 = arith.constant 5 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %m = tensor.dim %y, %c0 : tensor<?xf32>
  %0 = arith.addi %c5, %m : index
  %1 = arith.addi %0, %n : index
  %2 = nd.iota axis = 0 sizes [%1] -> tensor<?xf32>
  %3 = nd.concat %three, %x, %two, %y axis = 0
      : tensor<3xf32>, tensor<?xf32>, tensor<2xf32>, tensor<?xf32> -> tensor<?xf32>
  %4 = nd.add %2, %3 : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  return %4 : tensor<?xf32>
}

// -----

// A check before the op is a proof.
// CHECK-LABEL: vf.entry @checked
vf.entry @checked(%x: tensor<?x3xf32>, %y: tensor<?x4xf32>) -> tensor<3x4xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x3xf32>
  %m = tensor.dim %y, %c0 : tensor<?x4xf32>
  %ok = arith.cmpi eq, %n, %m : index
  vf.check %ok, invalid_argument, "rows differ" node = "MatMul" op = "MatMul"
  %0 = nd.matmul %x, %y transpose_a : tensor<?x3xf32>, tensor<?x4xf32> -> tensor<3x4xf32>
  vf.return %0 : tensor<3x4xf32>
}

// -----

// Two sizes of which either may be 1, and what they broadcast to.
// CHECK-LABEL: vf.entry @broadcasts
vf.entry @broadcasts(%x: tensor<?xf32>, %y: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %m = tensor.dim %y, %c0 : tensor<?xf32>
  %equal = arith.cmpi eq, %n, %m : index
  %n_is_1 = arith.cmpi eq, %n, %c1 : index
  %m_is_1 = arith.cmpi eq, %m, %c1 : index
  %some = arith.ori %equal, %n_is_1 : i1
  %ok = arith.ori %some, %m_is_1 : i1
  vf.check %ok, invalid_argument, "sizes do not broadcast" node = "sub" op = "Sub"
  %size = arith.select %n_is_1, %m, %n : index
  %bx = nd.broadcast %x sizes [%size] : tensor<?xf32> -> tensor<?xf32>
  %by = nd.broadcast %y sizes [%size] : tensor<?xf32> -> tensor<?xf32>
  %0 = nd.sub %bx, %by : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  %1 = nd.unbroadcast %0 sizes [%n] : tensor<?xf32> -> tensor<?xf32>
  vf.return %0, %1 : tensor<?xf32>, tensor<?xf32>
}

// -----

// Three sizes, each checked against each other: what two of them broadcast to broadcasts to what all do, in any order.
// CHECK-LABEL: vf.entry @broadcasts_three
vf.entry @broadcasts_three(%x: tensor<?xf32>, %y: tensor<?xf32>, %z: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %m = tensor.dim %y, %c0 : tensor<?xf32>
  %k = tensor.dim %z, %c0 : tensor<?xf32>
  %n_is_1 = arith.cmpi eq, %n, %c1 : index
  %m_is_1 = arith.cmpi eq, %m, %c1 : index
  %k_is_1 = arith.cmpi eq, %k, %c1 : index
  %nm = arith.cmpi eq, %n, %m : index
  %nm1 = arith.ori %nm, %n_is_1 : i1
  %nm_ok = arith.ori %nm1, %m_is_1 : i1
  vf.check %nm_ok, invalid_argument, "sizes do not broadcast" node = "add" op = "Add"
  %nk = arith.cmpi eq, %n, %k : index
  %nk1 = arith.ori %nk, %n_is_1 : i1
  %nk_ok = arith.ori %nk1, %k_is_1 : i1
  vf.check %nk_ok, invalid_argument, "sizes do not broadcast" node = "sum" op = "Add"
  %mk = arith.cmpi eq, %m, %k : index
  %mk1 = arith.ori %mk, %m_is_1 : i1
  %mk_ok = arith.ori %mk1, %k_is_1 : i1
  vf.check %mk_ok, invalid_argument, "sizes do not broadcast" node = "sum" op = "Add"
  %two = arith.select %n_is_1, %m, %n : index
  %two_is_1 = arith.cmpi eq, %two, %c1 : index
  %all = arith.select %two_is_1, %k, %two : index
  %last = arith.select %m_is_1, %k, %m : index
  %bx = nd.broadcast %x sizes [%two] : tensor<?xf32> -> tensor<?xf32>
  %by = nd.broadcast %y sizes [%two] : tensor<?xf32> -> tensor<?xf32>
  %xy = nd.add %bx, %by : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  %0 = nd.broadcast %xy sizes [%all] : tensor<?xf32> -> tensor<?xf32>
  %1 = nd.broadcast %z sizes [%all] : tensor<?xf32> -> tensor<?xf32>
  %2 = nd.unbroadcast %0 sizes [%last] : tensor<?xf32> -> tensor<?xf32>
  vf.return %0, %1, %2 : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// -----

// Checked once against what the others broadcast to.
// CHECK-LABEL: vf.entry @broadcasts_composite
vf.entry @broadcasts_composite(%x: tensor<?xf32>, %y: tensor<?xf32>, %z: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %m = tensor.dim %y, %c0 : tensor<?xf32>
  %k = tensor.dim %z, %c0 : tensor<?xf32>
  %n_is_1 = arith.cmpi eq, %n, %c1 : index
  %m_is_1 = arith.cmpi eq, %m, %c1 : index
  %k_is_1 = arith.cmpi eq, %k, %c1 : index
  %nm = arith.cmpi eq, %n, %m : index
  %nm1 = arith.ori %nm, %n_is_1 : i1
  %nm_ok = arith.ori %nm1, %m_is_1 : i1
  vf.check %nm_ok, invalid_argument, "sizes do not broadcast" node = "add" op = "Add"
  %two = arith.select %n_is_1, %m, %n : index
  %two_is_1 = arith.cmpi eq, %two, %c1 : index
  %same = arith.cmpi eq, %two, %k : index
  %some = arith.ori %same, %two_is_1 : i1
  %ok = arith.ori %some, %k_is_1 : i1
  vf.check %ok, invalid_argument, "sizes do not broadcast" node = "sum" op = "Add"
  %last = arith.select %m_is_1, %k, %m : index
  %z_m = nd.broadcast %z sizes [%last] : tensor<?xf32> -> tensor<?xf32>
  vf.return %z_m : tensor<?xf32>
}

// Inside a loop, which keeps the sizes of what it is given.
vf.entry @loop(%x: tensor<?xf32>, %k: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %k step %c1 iter_args(%a = %x) -> tensor<?xf32> {
    %0 = nd.add %a, %x : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
    scf.yield %0 : tensor<?xf32>
  }
  %s = nd.add %r, %x : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  vf.return %s : tensor<?xf32>
}
