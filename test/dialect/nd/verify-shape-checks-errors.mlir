// RUN: vf-opt %s --pass-pipeline="builtin.module(any(nd-verify-shape-checks))" --split-input-file --verify-diagnostics

func.func @unknown(%x: tensor<?xf32>, %y: tensor<?xf32>) {
  // expected-error @below {{'nd.add' op takes axis 0 of 'tensor<?xf32>' and axis 0 of 'tensor<?xf32>' to be equal, but nothing before it checks that}}
  %0 = nd.add %x, %y : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  return
}

// -----

func.func @known_against_unknown(%x: tensor<?x3xf32>, %y: tensor<4x3xf32>) {
  // expected-error @below {{'nd.mul' op takes axis 0 of 'tensor<?x3xf32>' and axis 0 of 'tensor<4x3xf32>' to be equal, but nothing before it checks that}}
  %0 = nd.mul %x, %y : tensor<?x3xf32>, tensor<4x3xf32> -> tensor<4x3xf32>
  return
}

// -----

// Sums of other constants are other sums.
func.func @sums_differ(%x: tensor<?xf32>, %three: tensor<3xf32>, %two: tensor<2xf32>) {
  %0 = nd.concat %x, %two axis = 0 : tensor<?xf32>, tensor<2xf32> -> tensor<?xf32>
  %1 = nd.concat %three, %x axis = 0 : tensor<3xf32>, tensor<?xf32> -> tensor<?xf32>
  // expected-error @below {{to be equal, but nothing before it checks that}}
  %2 = nd.add %0, %1 : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  return
}

// -----

func.func @names_differ(%x: tensor<?xf32> {vf.symbols = ["A"]}, %y: tensor<?xf32> {vf.symbols = ["B"]}) {
  // expected-error @below {{to be equal, but nothing before it checks that}}
  %0 = nd.add %x, %y : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  return
}

// -----

func.func @inner_axis(%x: tensor<2x?xf32>, %y: tensor<?x4xf32>) {
  // expected-error @below {{'nd.matmul' op takes axis 1 of 'tensor<2x?xf32>' and axis 0 of 'tensor<?x4xf32>' to be equal, but nothing before it checks that}}
  %0 = nd.matmul %x, %y : tensor<2x?xf32>, tensor<?x4xf32> -> tensor<2x4xf32>
  return
}

// -----

// A check that comes after the op is too late.
vf.entry @too_late(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  // expected-error @below {{to be equal, but nothing before it checks that}}
  %0 = nd.add %x, %y : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %m = tensor.dim %y, %c0 : tensor<?xf32>
  %ok = arith.cmpi eq, %n, %m : index
  vf.check %ok, invalid_argument, "sizes differ" node = "Add" op = "Add"
  vf.return %0 : tensor<?xf32>
}

// -----

// That sizes are equal or one of them is 1 does not make them equal.
vf.entry @only_compatible(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %m = tensor.dim %y, %c0 : tensor<?xf32>
  %equal = arith.cmpi eq, %n, %m : index
  %n_is_1 = arith.cmpi eq, %n, %c1 : index
  %ok = arith.ori %equal, %n_is_1 : i1
  vf.check %ok, invalid_argument, "sizes differ" node = "Add" op = "Add"
  // expected-error @below {{to be equal, but nothing before it checks that}}
  %0 = nd.add %x, %y : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  vf.return %0 : tensor<?xf32>
}

// -----

// Of three sizes, two were never checked against each other.
vf.entry @two_pairs_of_three(%x: tensor<?xf32>, %y: tensor<?xf32>, %z: tensor<?xf32>) -> tensor<?xf32> {
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
  %two = arith.select %n_is_1, %m, %n : index
  %two_is_1 = arith.cmpi eq, %two, %c1 : index
  %all = arith.select %two_is_1, %k, %two : index
  // expected-error @below {{to be 1 or axis 0 of 'tensor<?xf32>', but nothing before it checks that}}
  %0 = nd.broadcast %y sizes [%all] : tensor<?xf32> -> tensor<?xf32>
  vf.return %0 : tensor<?xf32>
}

// -----

func.func @broadcast(%x: tensor<?xf32>, %n: index) {
  // expected-error @below {{'nd.broadcast' op takes axis 0 of 'tensor<?xf32>' to be 1 or axis 0 of 'tensor<?xf32>', but nothing before it checks that}}
  %0 = nd.broadcast %x sizes [%n] : tensor<?xf32> -> tensor<?xf32>
  return
}

// -----

// Two results of one op are two numbers.
vf.entry @two_results(%x: tensor<?xf32>, %a: index, %b: index) {
  %low, %high = arith.mulsi_extended %a, %b : index
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %ok = arith.cmpi eq, %n, %low : index
  vf.check %ok, invalid_argument, "sizes differ" node = "n" op = "Op"
  // expected-error @below {{to be 1 or axis 0 of 'tensor<?xf32>', but nothing before it checks that}}
  %0 = nd.broadcast %x sizes [%high] : tensor<?xf32> -> tensor<?xf32>
  vf.return
}

// -----

// In a branch.
vf.entry @branch(%c: i1, %x: tensor<?xf32>, %y: tensor<?xf32>) {
  scf.if %c {
    // expected-error @below {{takes axis 0 of 'tensor<?xf32>' and axis 0 of 'tensor<?xf32>' to be equal}}
    %0 = nd.add %x, %y : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  }
  vf.return
}

// -----

// A loop that would put a tensor into a buffer of another size.
vf.entry @loop(%x: tensor<?xf32>, %y: tensor<?xf32>, %k: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error @below {{takes axis 0 of 'tensor<?xf32>' and axis 0 of 'tensor<?xf32>' to be equal}}
  %r = scf.for %i = %c0 to %k step %c1 iter_args(%a = %x) -> tensor<?xf32> {
    scf.yield %y : tensor<?xf32>
  }
  vf.return
}
