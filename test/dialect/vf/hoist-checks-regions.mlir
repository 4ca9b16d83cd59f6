// What branches and loops use must be initialized; what they surely write is.
// RUN: vf-opt %s --vf-hoist-checks --vf-verify-commit | FileCheck %s

vf.variable @w : tensor<4xf32>
vf.variable @v : tensor<4xf32>

// Written in both regions: initialized behind the branch.
// CHECK-LABEL: vf.entry @both(
// CHECK-NOT: vf.check_initialized
vf.entry @both(%c: tensor<i1>, %x: tensor<4xf32>) {
  %cond = tensor.extract %c[] : tensor<i1>
  scf.if %cond {
    %0 = vf.assign @w, %x : tensor<4xf32>
    %1 = vf.assign_add @w, %x : tensor<4xf32>
  } else {
    %0 = vf.assign @w, %x : tensor<4xf32>
  }
  %2 = vf.read @w : tensor<4xf32>
  %3 = vf.assign @v, %2 : tensor<4xf32>
  vf.return
}

// Written in one region, twice, or in a loop, which may not run: the old value must be there.
// CHECK-LABEL: vf.entry @maybe(
// CHECK:         vf.check_initialized @w node = "" op = "Assign"
// CHECK-NEXT:    vf.check_initialized @v node = "" op = "Assign"
// CHECK-NEXT:    scf.if
vf.entry @maybe(%c: i1, %x: tensor<4xf32>, %n: index) {
  %c1 = arith.constant 1 : index
  scf.if %c {
    %0 = vf.assign @w, %x : tensor<4xf32>
    %1 = vf.assign @w, %x : tensor<4xf32>
  }
  scf.for %i = %c1 to %n step %c1 {
    %0 = vf.assign @v, %x : tensor<4xf32>
  }
  vf.return
}

// A read in a branch, before its write there.
// CHECK-LABEL: vf.entry @read(
// CHECK:         vf.check_initialized @w node = "r" op = "Identity"
// CHECK:         scf.if
vf.entry @read(%c: i1, %x: tensor<4xf32>) {
  scf.if %c {
    %0 = vf.read @w {node = "r", op = "Identity"} : tensor<4xf32>
    %1 = vf.assign @v, %0 : tensor<4xf32>
    %2 = vf.assign @w, %x : tensor<4xf32>
  } else {
    %0 = vf.assign @v, %x : tensor<4xf32>
    %2 = vf.assign @w, %x : tensor<4xf32>
  }
  vf.return
}
