// Updates that checks depend on, computed aside.
// RUN: vf-opt %s --vf-shadow-updates --vf-hoist-checks --vf-verify-commit | FileCheck %s

vf.variable @w : tensor<4xf32>
vf.variable @v : tensor<4xf32>
vf.variable @table : tensor<8x4xf32>

// The check moves before the write, with what it needs; the variable takes the shadow over.
// CHECK-LABEL: vf.entry @dense(
// CHECK:         vf.check_initialized @w node = "" op = "AssignAdd"
// CHECK:         %[[W:.+]] = vf.read @w
// CHECK:         %[[NEW:.+]] = nd.add %[[W]], %{{.+}} : tensor<4xf32>
// CHECK:         tensor.extract %[[NEW]]
// CHECK:         vf.check
// CHECK:         vf.assign @w, %[[NEW]]
// CHECK:         vf.return %[[NEW]]
vf.entry @dense(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %0 = vf.assign_add @w, %x : tensor<4xf32>
  %1 = tensor.extract %0[%c0] : tensor<4xf32>
  %ok = arith.cmpf oeq, %1, %1 : f32
  vf.check %ok, invalid_argument, "NaN" node = "check" op = "CheckNumerics"
  vf.return %0 : tensor<4xf32>
}

// An update behind an update: both, through the variable and through an operand.
// CHECK-LABEL: vf.entry @chain(
// CHECK:         %[[W:.+]] = vf.read @w
// CHECK:         %[[FIRST:.+]] = nd.add %[[W]],
// CHECK:         %[[SECOND:.+]] = nd.sub %[[FIRST]],
// CHECK:         %[[V:.+]] = vf.read @v
// CHECK:         %[[THIRD:.+]] = nd.add %[[V]], %[[SECOND]]
// CHECK:         vf.check
// CHECK:         vf.assign @w, %[[FIRST]]
// CHECK:         vf.assign @w, %[[SECOND]]
// CHECK:         vf.assign @v, %[[THIRD]]
vf.entry @chain(%x: tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %0 = vf.assign_add @w, %x : tensor<4xf32>
  %1 = vf.assign_sub @w, %x : tensor<4xf32>
  %2 = vf.assign_add @v, %1 : tensor<4xf32>
  %3 = tensor.extract %2[%c0] : tensor<4xf32>
  %ok = arith.cmpf oeq, %3, %3 : f32
  vf.check %ok, invalid_argument, "NaN" node = "check" op = "CheckNumerics"
  vf.return
}

// An update of parts works on a marked copy.
// CHECK-LABEL: vf.entry @parts(
// CHECK:         %[[T:.+]] = vf.read @table
// CHECK:         %[[COPY:.+]] = vf.copy %[[T]]
// CHECK:         %[[NEW:.+]] = nd.scatter add %[[COPY]],
// CHECK:         vf.check
// CHECK:         vf.assign @table, %[[NEW]]
vf.entry @parts(%ids: tensor<2xi32>, %rows: tensor<2x4xf32>) {
  %c0 = arith.constant 0 : index
  %0 = vf.scatter add @table, %ids, %rows : tensor<2xi32>, tensor<2x4xf32> -> tensor<8x4xf32>
  %1 = tensor.extract %0[%c0, %c0] : tensor<8x4xf32>
  %ok = arith.cmpf oeq, %1, %1 : f32
  vf.check %ok, invalid_argument, "NaN" node = "check" op = "CheckNumerics"
  vf.return
}

// Near misses: an update that no check depends on stays, also one of the same variable behind the check; so does one
// whose value from before is checked. What is read behind it is its own value.
// CHECK-LABEL: vf.entry @untouched(
// CHECK:         vf.check
// CHECK:         %[[ADD:.+]] = vf.assign_add @v
// CHECK:         vf.assign @w
// CHECK:         vf.assign_sub @w
// CHECK:         %[[LATER:.+]] = vf.read @w
// CHECK:         vf.return %[[LATER]]
vf.entry @untouched(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %old = vf.read @v : tensor<4xf32>
  %0 = vf.assign_add @v, %x : tensor<4xf32>
  %1 = vf.assign_add @w, %x : tensor<4xf32>
  %2 = tensor.extract %1[%c0] : tensor<4xf32>
  %3 = tensor.extract %old[%c0] : tensor<4xf32>
  %ok = arith.cmpf oeq, %2, %3 : f32
  vf.check %ok, invalid_argument, "NaN" node = "check" op = "CheckNumerics"
  %4 = vf.assign_sub @w, %x : tensor<4xf32>
  %5 = vf.read @w : tensor<4xf32>
  vf.return %5 : tensor<4xf32>
}
