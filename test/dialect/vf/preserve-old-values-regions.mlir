// Old values of variables in branches and loops.
// RUN: vf-opt %s --vf-preserve-old-values 2>/dev/null | FileCheck %s
// RUN: vf-opt %s --vf-preserve-old-values --vf-hoist-checks --vf-cut-stages --vf-functionalize --vf-tensor-pipeline \
// RUN:   --vf-buffer-pipeline -o /dev/null
// Without the pass, an old value is not proved in place.
// RUN: not vf-opt %s --vf-hoist-checks --vf-cut-stages --vf-functionalize --vf-tensor-pipeline --vf-buffer-pipeline \
// RUN:   -o /dev/null

vf.variable @a : tensor<4xf32>
vf.variable @b : tensor<4xf32>

// A swap: one copy, in the body.
// CHECK-LABEL: vf.entry @swap(
vf.entry @swap(%n: tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %size = tensor.dim %n, %c0 : tensor<?xf32>
  // CHECK:      scf.for
  // CHECK-NEXT:   %[[A:.+]] = vf.read @a
  // CHECK-NEXT:   %[[B:.+]] = vf.read @b
  // CHECK-NEXT:   %[[OLD:.+]] = vf.copy %[[A]]
  // CHECK-NEXT:   vf.assign @a, %[[B]]
  // CHECK-NEXT:   vf.assign @b, %[[OLD]]
  scf.for %i = %c0 to %size step %c1 {
    %0 = vf.read @a : tensor<4xf32>
    %1 = vf.read @b : tensor<4xf32>
    %2 = vf.assign @a, %1 : tensor<4xf32>
    %3 = vf.assign @b, %0 : tensor<4xf32>
  }
  vf.return
}

// In a loop that writes, every use of a value from before it is late: a copy before the loop.
// CHECK-LABEL: vf.entry @loop(
vf.entry @loop(%n: tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %size = tensor.dim %n, %c0 : tensor<?xf32>
  // CHECK: %[[A:.+]] = vf.read @a
  // CHECK: %[[OLD:.+]] = vf.copy %[[A]]
  // CHECK: scf.for
  // CHECK-NEXT: vf.assign_add @a, %[[OLD]]
  %0 = vf.read @a : tensor<4xf32>
  scf.for %i = %c0 to %size step %c1 {
    %1 = vf.assign_add @a, %0 : tensor<4xf32>
  }
  vf.return
}

// Near misses: the loop writes another variable; in a branch, the use comes before the write.
// CHECK-LABEL: vf.entry @early(
// CHECK-NOT: vf.copy
vf.entry @early(%n: tensor<?xf32>, %c: tensor<i1>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %size = tensor.dim %n, %c0 : tensor<?xf32>
  %cond = tensor.extract %c[] : tensor<i1>
  %0 = vf.read @a : tensor<4xf32>
  scf.for %i = %c0 to %size step %c1 {
    %1 = vf.assign_add @b, %0 : tensor<4xf32>
  }
  scf.if %cond {
    %1 = nd.neg %0 : tensor<4xf32> -> tensor<4xf32>
    %2 = vf.assign @a, %1 : tensor<4xf32>
  } else {
    %1 = vf.assign_add @b, %0 : tensor<4xf32>
  }
  vf.return
}

// In a branch, behind its write: a copy in the branch, nothing where it is not taken.
// CHECK-LABEL: vf.entry @branch(
vf.entry @branch(%c: tensor<i1>, %x: tensor<4xf32>) {
  // CHECK: %[[A:.+]] = vf.read @a
  // CHECK: scf.if
  // CHECK-NEXT: %[[OLD:.+]] = vf.copy %[[A]]
  // CHECK-NEXT: vf.assign @a
  // CHECK-NEXT: vf.assign @b, %[[OLD]]
  %cond = tensor.extract %c[] : tensor<i1>
  %0 = vf.read @a : tensor<4xf32>
  scf.if %cond {
    %1 = vf.assign @a, %x : tensor<4xf32>
    %2 = vf.assign @b, %0 : tensor<4xf32>
  }
  vf.return
}

// Behind a branch that may write: a copy before the branch. A pure consumer moves there instead.
// CHECK-LABEL: vf.entry @behind(
vf.entry @behind(%c: tensor<i1>, %x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[A:.+]] = vf.read @a
  // CHECK: %[[N:.+]] = nd.neg %[[A]]
  // CHECK: %[[OLD:.+]] = vf.copy %[[A]]
  // CHECK: scf.if
  // CHECK: vf.assign_add @b, %[[OLD]]
  // CHECK: vf.return %[[N]]
  %cond = tensor.extract %c[] : tensor<i1>
  %0 = vf.read @a : tensor<4xf32>
  scf.if %cond {
    %1 = vf.assign @a, %x : tensor<4xf32>
  }
  %2 = vf.assign_add @b, %0 : tensor<4xf32>
  %3 = nd.neg %0 : tensor<4xf32> -> tensor<4xf32>
  vf.return %3 : tensor<4xf32>
}

// What a loop takes and what it yields are copies, which stay while the variable changes.
// CHECK-LABEL: vf.entry @carried(
vf.entry @carried(%n: tensor<?xf32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %size = tensor.dim %n, %c0 : tensor<?xf32>
  // CHECK: %[[A:.+]] = vf.read @a
  // CHECK: %[[START:.+]] = vf.copy %[[A]]
  // CHECK: scf.for {{.+}} iter_args(%{{.+}} = %[[START]])
  // CHECK: %[[NEXT:.+]] = vf.assign_add @a
  // CHECK: %[[YIELDED:.+]] = vf.copy %[[NEXT]]
  // CHECK: scf.yield %[[YIELDED]]
  %0 = vf.read @a : tensor<4xf32>
  %r = scf.for %i = %c0 to %size step %c1 iter_args(%previous = %0) -> tensor<4xf32> {
    %1 = vf.assign_add @b, %previous : tensor<4xf32>
    %2 = vf.assign_add @a, %x : tensor<4xf32>
    scf.yield %2 : tensor<4xf32>
  }
  vf.return %r : tensor<4xf32>
}
