// Entries cut into stages.
// RUN: vf-opt %s --vf-cut-stages | FileCheck %s

vf.variable @w : tensor<4xf32>
vf.variable @v : tensor<4xf32>
vf.generator @noise seed = 1 seed2 = 2

// One stage; only what is used behind it leaves it.
// CHECK-LABEL: vf.entry @train(
// CHECK-SAME:    %[[X:.+]]: tensor<4xf32>)
vf.entry @train(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NEXT: %[[S:.+]] = vf.stage @train_0 -> tensor<4xf32> {
  // CHECK-NEXT:   %[[W:.+]] = vf.read @w
  // CHECK-NEXT:   %[[D:.+]] = nd.mul %[[W]], %[[X]]
  // CHECK-NEXT:   vf.assign_sub @v, %[[D]]
  // CHECK-NEXT:   vf.yield %[[D]] : tensor<4xf32>
  // CHECK-NEXT: }
  // CHECK-NEXT: vf.return %[[S]]
  %0 = vf.read @w : tensor<4xf32>
  %1 = nd.mul %0, %x : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %2 = vf.assign_sub @v, %1 : tensor<4xf32>
  vf.return %1 : tensor<4xf32>
}

// Nothing to run, nothing to fetch: no stage.
// CHECK-LABEL: vf.entry @empty(
// CHECK-NEXT:    vf.return
vf.entry @empty() {
  vf.return
}

// Only a check: it stays, and there is no stage either.
// CHECK-LABEL: vf.entry @only_check(
vf.entry @only_check() {
  // CHECK-NEXT: vf.check_initialized @w
  // CHECK-NEXT: vf.return
  vf.check_initialized @w node = "w/read" op = "Identity"
  vf.return
}

// A feed and a constant that are fetched, the feed twice: the last stage yields each of them for itself.
// CHECK-LABEL: vf.entry @fetch_given(
// CHECK-SAME:    %[[X:.+]]: tensor<2xf32>)
vf.entry @fetch_given(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<f32>, tensor<2xf32>) {
  // CHECK-NEXT: %[[S:.+]]:3 = vf.stage @fetch_given_0 -> tensor<2xf32>, tensor<f32>, tensor<2xf32> {
  // CHECK:        %[[C:.+]] = nd.constant
  // CHECK-NEXT:   vf.yield %[[X]], %[[C]], %[[X]]
  // CHECK:      vf.return %[[S]]#0, %[[S]]#1, %[[S]]#2
  %c = nd.constant dense<1.0> : tensor<f32>
  vf.return %x, %c, %x : tensor<2xf32>, tensor<f32>, tensor<2xf32>
}

// A computed value and a variable's value, each fetched twice: two results of their own each.
// CHECK-LABEL: vf.entry @fetch_twice(
vf.entry @fetch_twice(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  // CHECK:      %[[S:.+]]:4 = vf.stage
  // CHECK:        %[[W:.+]] = vf.read @w
  // CHECK:        %[[N:.+]] = nd.neg
  // CHECK:        vf.yield %[[W]], %[[W]], %[[N]], %[[N]]
  // CHECK:      vf.return %[[S]]#{{[01]}}, %[[S]]#{{[01]}}, %[[S]]#{{[23]}}, %[[S]]#{{[23]}}
  %0 = vf.read @w : tensor<4xf32>
  %1 = nd.neg %x : tensor<4xf32> -> tensor<4xf32>
  vf.return %0, %0, %1, %1 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// Sizes are arithmetic on the sizes of feeds, at the top of the entry; a stage gets those of its results.
// CHECK-LABEL: vf.entry @sizes(
// CHECK-SAME:    %[[X:.+]]: tensor<?xf32>)
vf.entry @sizes(%x: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK:      %[[N:.+]] = tensor.dim %[[X]],
  // CHECK:      %[[M:.+]] = arith.addi %[[N]],
  // CHECK:      vf.stage @sizes_0 sizes(%[[M]]) -> tensor<?xf32> {
  // CHECK-NOT:    arith.
  // CHECK:        nd.iota
  // CHECK:      }
  %0 = nd.neg %x : tensor<?xf32> -> tensor<?xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %0, %c0 : tensor<?xf32>
  %m = arith.addi %n, %c1 : index
  %1 = nd.iota axis = 0 sizes [%m] -> tensor<?xf32>
  vf.return %1 : tensor<?xf32>
}

// A check on what a stage computes ends the stage; the entry reads the element, and a draw behind it stays in order.
// CHECK-LABEL: vf.entry @check_result(
vf.entry @check_result(%x: tensor<4xi32>) {
  // CHECK:      %[[S:.+]] = vf.stage @check_result_0 -> tensor<i32> {
  // CHECK:      }
  // CHECK-NEXT: %[[E:.+]] = tensor.extract %[[S]][]
  // CHECK-NEXT: %[[OK:.+]] = arith.cmpi eq, %[[E]],
  // CHECK-NEXT: vf.check %[[OK]]
  // CHECK-NEXT: vf.draw @noise
  // CHECK-NEXT: vf.stage @check_result_1 {
  // CHECK:        vf.assign @w
  // CHECK:      vf.return
  %c0 = arith.constant 0 : i32
  %n = arith.constant 4 : index
  %sum = nd.reduce sum %x dimensions = [0] : tensor<4xi32> -> tensor<i32>
  %e = tensor.extract %sum[] : tensor<i32>
  %ok = arith.cmpi eq, %e, %c0 : i32
  vf.check %ok, invalid_argument, "sum is not 0" node = "n" op = "Op"
  %key, %lo, %hi = vf.draw @noise elements %n
  %r = nd.random uniform %key, %lo, %hi -> tensor<4xf32>
  %0 = vf.assign @w, %r : tensor<4xf32>
  vf.return
}

// A check that depends on no stage cuts nothing: it moves before the stage, with the constant that it reads.
// CHECK-LABEL: vf.entry @check_apart(
vf.entry @check_apart(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK:      %[[K:.+]] = nd.constant
  // CHECK-NEXT: %[[E:.+]] = tensor.extract %[[K]][]
  // CHECK-NEXT: vf.check %[[E]]
  // CHECK-NEXT: vf.stage @check_apart_0
  // CHECK-NOT:  vf.stage
  // CHECK:      vf.return
  %0 = nd.neg %x : tensor<4xf32> -> tensor<4xf32>
  %k = nd.constant dense<true> : tensor<i1>
  %e = tensor.extract %k[] : tensor<i1>
  vf.check %e, invalid_argument, "no" node = "n" op = "Op"
  %1 = nd.neg %0 : tensor<4xf32> -> tensor<4xf32>
  vf.return %1 : tensor<4xf32>
}

// A size that the entry asks for first of all is the one that is known anyway.
// CHECK-LABEL: vf.entry @size_first(
// CHECK-SAME:    %[[X:.+]]: tensor<?xf32>)
vf.entry @size_first(%x: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK:      %[[N:.+]] = tensor.dim %[[X]],
  // CHECK-NOT:  tensor.dim
  // CHECK:      vf.check
  // CHECK:      vf.stage @size_first_0
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %c4 = arith.constant 4 : index
  %0 = arith.cmpi eq, %n, %c4 : index
  vf.check %0, invalid_argument, "expected 4, found {0}"(%n) node = "check" op = "Check"
  %1 = nd.neg %x : tensor<?xf32> -> tensor<?xf32>
  vf.return %1 : tensor<?xf32>
}

// A branch is one op of a stage; a scalar that it yields leaves as a tensor and is a scalar again in the entry.
// CHECK-LABEL: vf.entry @scalar_of_branch(
vf.entry @scalar_of_branch(%c: tensor<i1>, %x: tensor<4xf32>) {
  // CHECK:      %[[S:.+]]:2 = vf.stage @scalar_of_branch_0 -> tensor<i1>, tensor<i64> {
  // CHECK-NEXT:   %[[R:.+]]:2 = scf.if
  // CHECK:        %[[B:.+]] = tensor.from_elements %[[R]]#0 : tensor<i1>
  // CHECK:        %[[I:.+]] = arith.index_cast %[[R]]#1 : index to i64
  // CHECK:        %[[N:.+]] = tensor.from_elements %[[I]] : tensor<i64>
  // CHECK:        vf.yield %[[B]], %[[N]]
  // CHECK:      %[[HOLDS:.+]] = tensor.extract %[[S]]#0[] : tensor<i1>
  // CHECK:      %[[WIDE:.+]] = tensor.extract %[[S]]#1[] : tensor<i64>
  // CHECK:      %[[NUMBER:.+]] = arith.index_cast %[[WIDE]] : i64 to index
  // CHECK:      vf.check %[[HOLDS]], internal, "{0}"(%[[NUMBER]])
  %cond = tensor.extract %c[] : tensor<i1>
  %0:2 = scf.if %cond -> (i1, index) {
    %c0 = arith.constant 0 : index
    scf.yield %cond, %c0 : i1, index
  } else {
    %c1 = arith.constant 1 : index
    scf.yield %cond, %c1 : i1, index
  }
  vf.check %0#0, internal, "{0}" (%0#1) node = "n" op = "Op"
  vf.return
}
