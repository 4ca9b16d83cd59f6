// Where an entry of more ops than a stage may have is cut.
// RUN: vf-opt %s --vf-cut-stages=max-ops=4 | FileCheck %s

vf.variable @w : tensor<4xf32>
vf.variable @v : tensor<4xf32>

// Exactly as many ops as a stage may have.
// CHECK-LABEL: vf.entry @full(
// CHECK-COUNT-1: vf.stage
// CHECK-NOT:     vf.stage
// CHECK:         vf.return
vf.entry @full(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = nd.neg %x : tensor<4xf32> -> tensor<4xf32>
  %1 = nd.neg %0 : tensor<4xf32> -> tensor<4xf32>
  %2 = nd.neg %1 : tensor<4xf32> -> tensor<4xf32>
  %3 = nd.neg %2 : tensor<4xf32> -> tensor<4xf32>
  vf.return %3 : tensor<4xf32>
}

// The cut goes where the fewest bytes cross, not where the group is full: behind the sum, before the broadcast.
// CHECK-LABEL: vf.entry @low_traffic(
vf.entry @low_traffic(%x: tensor<64xf32>) -> tensor<64xf32> {
  // CHECK:      %[[S:.+]] = vf.stage @low_traffic_0 -> tensor<f32> {
  // CHECK:        nd.reduce sum
  // CHECK-NEXT:   vf.yield
  // CHECK:      vf.stage @low_traffic_1 -> tensor<64xf32> {
  // CHECK-NEXT:   nd.add %{{.+}}, %[[S]]
  // CHECK-NEXT:   nd.neg
  // CHECK-NEXT:   vf.yield
  %0 = nd.neg %x : tensor<64xf32> -> tensor<64xf32>
  %1 = nd.neg %0 : tensor<64xf32> -> tensor<64xf32>
  %2 = nd.reduce sum %1 dimensions = [0] : tensor<64xf32> -> tensor<f32>
  %3 = nd.add %x, %2 : tensor<64xf32>, tensor<f32> -> tensor<64xf32>
  %4 = nd.neg %3 : tensor<64xf32> -> tensor<64xf32>
  vf.return %4 : tensor<64xf32>
}

// A variable's value never crosses a cut: the later stage reads again what the first one wrote.
// CHECK-LABEL: vf.entry @reread(
vf.entry @reread(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK:      %[[A:.+]] = vf.stage @reread_0 -> tensor<4xf32> {
  // CHECK:        vf.assign_add @w
  // CHECK-COUNT-3: = nd.neg
  // CHECK-NEXT:   vf.yield %{{.+}} : tensor<4xf32>
  // CHECK:      %[[B:.+]]:2 = vf.stage @reread_1 -> tensor<4xf32>, tensor<4xf32> {
  // CHECK-NEXT:   %[[W:.+]] = vf.read @w
  // CHECK-NEXT:   %[[M:.+]] = nd.mul %[[A]], %[[W]]
  // CHECK-NEXT:   vf.yield %[[W]], %[[M]]
  // CHECK:      vf.return %[[B]]#1, %[[B]]#0
  %0 = vf.assign_add @w, %x : tensor<4xf32>
  %1 = nd.neg %x : tensor<4xf32> -> tensor<4xf32>
  %2 = nd.neg %1 : tensor<4xf32> -> tensor<4xf32>
  %3 = nd.neg %2 : tensor<4xf32> -> tensor<4xf32>
  %4 = nd.mul %3, %0 : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  vf.return %4, %0 : tensor<4xf32>, tensor<4xf32>
}

// A copied old value is an ordinary value: it crosses.
// CHECK-LABEL: vf.entry @old_value(
vf.entry @old_value(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK:      %[[OLD:.+]] = vf.stage @old_value_0
  // CHECK:        %[[C:.+]] = vf.copy
  // CHECK:        vf.yield %[[C]]
  // CHECK:      vf.stage @old_value_1
  // CHECK-NOT:    vf.read
  // CHECK:        nd.mul %{{.+}}, %[[OLD]]
  %0 = vf.read @w : tensor<4xf32>
  %1 = vf.copy %0 : tensor<4xf32>
  %2 = vf.assign_add @w, %x : tensor<4xf32>
  %3 = nd.neg %x : tensor<4xf32> -> tensor<4xf32>
  %4 = nd.mul %3, %1 : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  vf.return %4 : tensor<4xf32>
}

// Constants are no ops of a stage's measure, and cross no cut: each stage has its own.
// CHECK-LABEL: vf.entry @constants(
vf.entry @constants(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NOT:  nd.constant
  // CHECK:      vf.stage @constants_0
  // CHECK:        nd.constant
  // CHECK:      vf.stage @constants_1
  // CHECK:        nd.constant
  // CHECK-NOT:  nd.constant
  // CHECK:      vf.return
  %c = nd.constant dense<2.0> : tensor<f32>
  %0 = nd.mul %x, %c : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  %1 = nd.neg %0 : tensor<4xf32> -> tensor<4xf32>
  %2 = nd.neg %1 : tensor<4xf32> -> tensor<4xf32>
  %3 = nd.neg %2 : tensor<4xf32> -> tensor<4xf32>
  %4 = nd.mul %3, %c : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  vf.return %4 : tensor<4xf32>
}
