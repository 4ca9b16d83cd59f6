// What is known of variables in branches and loops.
// RUN: vf-opt %s --vf-forward-state | FileCheck %s

vf.variable @w : tensor<4xf32>
vf.variable @v : tensor<4xf32>

// Known before a branch, known in it; not behind it, where either may have changed.
// CHECK-LABEL: vf.entry @branch(
vf.entry @branch(%c: i1, %x: tensor<4xf32>) {
  // CHECK: %[[W:.+]] = vf.read @w
  %0 = vf.read @w : tensor<4xf32>
  // CHECK: scf.if
  scf.if %c {
    // CHECK-NEXT: vf.assign_add @v, %[[W]]
    // CHECK-NEXT: %[[N:.+]] = vf.assign @w
    // CHECK-NEXT: vf.assign_add @v, %[[N]]
    %1 = vf.read @w : tensor<4xf32>
    %2 = vf.assign_add @v, %1 : tensor<4xf32>
    %3 = vf.assign @w, %x : tensor<4xf32>
    %4 = vf.read @w : tensor<4xf32>
    %5 = vf.assign_add @v, %4 : tensor<4xf32>
  } else {
    // CHECK: vf.assign_add @v, %[[W]]
    %1 = vf.read @w : tensor<4xf32>
    %2 = vf.assign_add @v, %1 : tensor<4xf32>
  }
  // CHECK: %[[AFTER:.+]] = vf.read @w
  // CHECK: vf.assign @v, %[[AFTER]]
  %6 = vf.read @w : tensor<4xf32>
  %7 = vf.assign @v, %6 : tensor<4xf32>
  vf.return
}

// The body of a loop that writes @w may run behind that write: it reads @w again, but @v is known.
// CHECK-LABEL: vf.entry @loop(
vf.entry @loop(%n: index, %x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: vf.read @w
  // CHECK: %[[V:.+]] = vf.read @v
  %0 = vf.read @w : tensor<4xf32>
  %1 = vf.read @v : tensor<4xf32>
  // CHECK: scf.for
  scf.for %i = %c0 to %n step %c1 {
    // CHECK-NEXT: %[[W:.+]] = vf.read @w
    // CHECK-NEXT: nd.add %[[W]], %[[V]]
    %2 = vf.read @w : tensor<4xf32>
    %3 = vf.read @v : tensor<4xf32>
    %4 = nd.add %2, %3 : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
    %5 = vf.assign @w, %4 : tensor<4xf32>
  }
  // CHECK: vf.return %[[V]]
  %6 = vf.read @v : tensor<4xf32>
  vf.return %6 : tensor<4xf32>
}

// The condition of scf.while runs behind its body.
// CHECK-LABEL: vf.entry @while(
vf.entry @while(%x: tensor<4xf32>, %c: tensor<i1>) {
  // CHECK: vf.read @w
  // CHECK: scf.while
  // CHECK: vf.read @w
  %0 = vf.read @w : tensor<4xf32>
  scf.while : () -> () {
    %1 = vf.read @w : tensor<4xf32>
    %2 = vf.assign @v, %1 : tensor<4xf32>
    %cond = tensor.extract %c[] : tensor<i1>
    scf.condition(%cond)
  } do {
    %3 = vf.assign @w, %x : tensor<4xf32>
    scf.yield
  }
  vf.return
}

// A result that is the variable's value in either region is read behind the branch; one that is not stays.
// CHECK-LABEL: vf.entry @result(
vf.entry @result(%c: i1, %x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK: %[[R:.+]]:2 = scf.if
  %0:2 = scf.if %c -> (tensor<4xf32>, tensor<4xf32>) {
    %1 = vf.assign @w, %x : tensor<4xf32>
    scf.yield %1, %1 : tensor<4xf32>, tensor<4xf32>
  } else {
    %1 = vf.read @w : tensor<4xf32>
    scf.yield %1, %x : tensor<4xf32>, tensor<4xf32>
  }
  // CHECK:   scf.yield %{{.+}}, %{{.+}}
  // CHECK:   scf.yield %{{.+}}, %{{.+}}
  // CHECK: %[[READ:.+]] = vf.read @w
  // CHECK: vf.return %[[READ]], %[[R]]#1
  vf.return %0#0, %0#1 : tensor<4xf32>, tensor<4xf32>
}

// Only a write that surely happens initializes.
// CHECK-LABEL: vf.entry @initialized(
vf.entry @initialized(%c: i1, %x: tensor<4xf32>) {
  scf.if %c {
    %0 = vf.assign @w, %x : tensor<4xf32>
  }
  // CHECK: %[[I:.+]] = vf.is_initialized @w
  // CHECK: vf.check %[[I]]
  %1 = vf.is_initialized @w
  vf.check %1, internal, "no" node = "n" op = "Op"
  vf.return
}
