// Checks taken out of branches and loops.
// RUN: vf-opt %s --vf-lift-checks | FileCheck %s
// RUN: vf-opt %s --vf-lift-checks --vf-shadow-updates --vf-preserve-old-values --vf-hoist-checks --vf-verify-commit 2>&1 \
// RUN:   | FileCheck %s --check-prefix=SAFE
// SAFE-COUNT-3: remark: is computed aside: a check depends on it
// SAFE-NOT: remark: is computed aside
// Without the pass, a check in a branch that writes cannot come before the write.
// RUN: not vf-opt %s --vf-shadow-updates --vf-hoist-checks 2>&1 | FileCheck %s --check-prefix=OFF
// OFF: error: check depends on a value from after a write

vf.variable @w : tensor<4xf32>
vf.variable @n : tensor<i32>

// A branch whose check needs nothing that it changes: split, no shadow.
// CHECK-LABEL: vf.entry @split(
vf.entry @split(%c: tensor<i1>, %ok: tensor<i1>, %x: tensor<4xf32>) {
  %cond = tensor.extract %c[] : tensor<i1>
  // CHECK:      %[[C:.+]] = tensor.extract
  // CHECK:      %[[T:.+]] = scf.if %[[C]] -> (i1) {
  // CHECK-NEXT:   %[[HOLDS:.+]] = tensor.extract
  // CHECK-NEXT:   scf.yield %[[HOLDS]] : i1
  // CHECK-NEXT: } else {
  // CHECK:      vf.check %[[T]], invalid_argument, "bad"
  // CHECK:      scf.if %[[C]] {
  // CHECK-NOT:    vf.check
  // CHECK:        vf.assign_add @w
  scf.if %cond {
    %holds = tensor.extract %ok[] : tensor<i1>
    vf.check %holds, invalid_argument, "bad" node = "check" op = "Assert"
    %0 = vf.assign_add @w, %x : tensor<4xf32>
  }
  vf.return
}

// In the other branch, with values for its message; a nested branch.
// CHECK-LABEL: vf.entry @nested(
vf.entry @nested(%c: tensor<i1>, %d: tensor<i1>, %x: tensor<?xf32>) {
  %cond = tensor.extract %c[] : tensor<i1>
  // CHECK:     %[[OUTER:.+]]:2 = scf.if %{{.+}} -> (i1, index) {
  // CHECK:     } else {
  // CHECK:       %[[INNER:.+]]:2 = scf.if %{{.+}} -> (i1, index) {
  // CHECK:       scf.yield %[[INNER]]#0, %[[INNER]]#1 : i1, index
  // CHECK:     vf.check %[[OUTER]]#0, out_of_range, "{0}"(%[[OUTER]]#1)
  scf.if %cond {
  } else {
    %inner = tensor.extract %d[] : tensor<i1>
    scf.if %inner {
      %c0 = arith.constant 0 : index
      %size = tensor.dim %x, %c0 : tensor<?xf32>
      %holds = arith.cmpi ne, %size, %c0 : index
      vf.check %holds, out_of_range, "{0}" (%size) node = "check" op = "Assert"
    }
  }
  vf.return
}

// A branch that checks what it has written: the check moves behind it, what stands behind the check is guarded. The
// branch then works on a shadow.
// CHECK-LABEL: vf.entry @written(
vf.entry @written(%c: tensor<i1>, %x: tensor<4xf32>, %one: tensor<i32>) {
  %cond = tensor.extract %c[] : tensor<i1>
  // CHECK:      %[[T:.+]] = scf.if %{{.+}} -> (i1) {
  // CHECK:        %[[N:.+]] = vf.assign_add @n
  // CHECK:        %[[HOLDS:.+]] = tensor.extract
  // CHECK:        %[[REST:.+]] = scf.if %[[HOLDS]] -> (i1) {
  // CHECK-NEXT:     vf.assign_add @w
  // CHECK:        } else {
  // CHECK-NEXT:     scf.yield %[[HOLDS]] : i1
  // CHECK:        scf.yield %[[REST]] : i1
  // CHECK:      vf.check %[[T]], invalid_argument, "late"
  scf.if %cond {
    %0 = vf.assign_add @n, %one : tensor<i32>
    %1 = nd.compare lt %0, %one : tensor<i32>, tensor<i32> -> tensor<i1>
    %holds = tensor.extract %1[] : tensor<i1>
    vf.check %holds, invalid_argument, "late" node = "check" op = "Assert"
    %2 = vf.assign_add @w, %x : tensor<4xf32>
  }
  vf.return
}

// A loop that checks and writes: no round runs behind a check that failed.
// CHECK-LABEL: vf.entry @loop(
vf.entry @loop(%x: tensor<4xf32>, %one: tensor<i32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  // CHECK:      %[[T:.+]]:2 = scf.for %{{.+}} iter_args(%[[HELD:.+]] = %{{.+}}, %[[I:.+]] = %{{.+}}) -> (i1, index) {
  // CHECK:        %[[ROUND:.+]]:2 = scf.if %[[HELD]] -> (i1, index) {
  // CHECK:          vf.assign_add @n
  // CHECK:          %[[HOLDS:.+]] = tensor.extract
  // CHECK:          scf.if %[[HOLDS]] -> (i1, index) {
  // CHECK:            vf.assign_add @w
  // CHECK:            scf.yield %[[HELD]], %[[I]]
  // CHECK:          scf.yield %[[HOLDS]], %{{.+}}
  // CHECK:        scf.yield %[[ROUND]]#0, %[[ROUND]]#1
  // CHECK:      vf.check %[[T]]#0, out_of_range, "round {0}"(%[[T]]#1)
  scf.for %i = %c0 to %c9 step %c1 {
    %0 = vf.assign_add @n, %one : tensor<i32>
    %1 = nd.compare lt %0, %one : tensor<i32>, tensor<i32> -> tensor<i1>
    %holds = tensor.extract %1[] : tensor<i1>
    vf.check %holds, out_of_range, "round {0}" (%i) node = "check" op = "Assert"
    %2 = vf.assign_add @w, %x : tensor<4xf32>
  }
  vf.return
}

// The condition of scf.while stops it.
// CHECK-LABEL: vf.entry @while(
vf.entry @while(%c: tensor<i1>, %one: tensor<i32>) {
  // CHECK:      %[[T:.+]] = scf.while (%[[HELD:.+]] = %{{.+}}) : (i1) -> i1 {
  // CHECK:        %[[GO:.+]]:2 = scf.if %[[HELD]] -> (i1, i1) {
  // CHECK:        } else {
  // CHECK-NEXT:     scf.yield %{{.+}}, %[[HELD]] : i1, i1
  // CHECK:        scf.condition(%[[GO]]#0) %[[GO]]#1 : i1
  // CHECK:      vf.check %[[T]], internal, "stop"
  scf.while : () -> () {
    %cond = tensor.extract %c[] : tensor<i1>
    scf.condition(%cond)
  } do {
    %0 = vf.assign_add @n, %one : tensor<i32>
    %1 = nd.compare lt %0, %one : tensor<i32>, tensor<i32> -> tensor<i1>
    %holds = tensor.extract %1[] : tensor<i1>
    vf.check %holds, internal, "stop" node = "check" op = "Assert"
    scf.yield
  }
  vf.return
}

// Nothing to lift.
// CHECK-LABEL: vf.entry @plain(
// CHECK-NOT: scf
vf.entry @plain(%ok: tensor<i1>) {
  %holds = tensor.extract %ok[] : tensor<i1>
  vf.check %holds, internal, "no" node = "check" op = "Assert"
  vf.return
}
