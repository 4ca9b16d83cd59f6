// Stages turned into functional cores.
// RUN: vf-opt %s --vf-functionalize --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s

vf.variable @w : tensor<4xf32>
vf.variable @v : tensor<4xf32>
vf.variable @table : tensor<8x4xf32>

// A result is materialized into its destination; an assigned value that is needed later is copied, so that it has a
// buffer of its own. Captured values become arguments: variables, then tensors, then scalars, then destinations.
// CHECK-LABEL: vf.entry @assign(
// CHECK-SAME:    %[[X:.+]]: tensor<4xf32>
vf.entry @assign(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[S:.+]] = vf.call_stage @assign_0 variables [@w] writes [true] ins(%[[X]] : tensor<4xf32>) -> tensor<4xf32>
  // CHECK: vf.return %[[S]]
  %0 = vf.stage @assign_0 -> tensor<4xf32> {
    %1 = nd.neg %x : tensor<4xf32> -> tensor<4xf32>
    %2 = vf.assign @w, %1 : tensor<4xf32>
    vf.yield %1 : tensor<4xf32>
  }
  vf.return %0 : tensor<4xf32>
}

// Two updates and a read between: one value per variable, always the latest. The second update is materialized into
// what the first made, not into the argument, and both variables are one argument each.
vf.entry @updates(%x: tensor<4xf32>) {
  vf.stage @updates_0 {
    %0 = vf.read @v : tensor<4xf32>
    %1 = vf.assign_add @w, %0 : tensor<4xf32>
    %2 = vf.read @w : tensor<4xf32>
    %3 = nd.neg %2 : tensor<4xf32> -> tensor<4xf32>
    %4 = vf.assign_sub @w, %3 : tensor<4xf32>
    %5 = vf.assign @v, %4 : tensor<4xf32>
    vf.yield
  }
  vf.return
}

// A scatter passes its destination through: nothing to materialize.
vf.entry @scatter(%ids: tensor<?xi32>, %rows: tensor<?x4xf32>) {
  vf.stage @scatter_0 {
    %0 = vf.scatter add @table, %ids, %rows : tensor<?xi32>, tensor<?x4xf32> -> tensor<8x4xf32>
    vf.yield
  }
  vf.return
}

// An old value: the one allocation that a core makes of a variable's size, marked in its location.
vf.entry @copy(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = vf.stage @copy_0 -> tensor<4xf32> {
    %1 = vf.read @w : tensor<4xf32>
    %2 = vf.copy %1 : tensor<4xf32>
    %3 = vf.assign @w, %x : tensor<4xf32>
    vf.yield %2 : tensor<4xf32>
  }
  vf.return %0 : tensor<4xf32>
}

// A value that leaves twice is computed in its first destination and copied from there.
vf.entry @twice(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0:2 = vf.stage @twice_0 -> tensor<4xf32>, tensor<4xf32> {
    %1 = nd.neg %x : tensor<4xf32> -> tensor<4xf32>
    vf.yield %1, %1 : tensor<4xf32>, tensor<4xf32>
  }
  vf.return %0#0, %0#1 : tensor<4xf32>, tensor<4xf32>
}

// A draw's numbers are captured as scalars, a size as a scalar and for the destination.
// CHECK-LABEL: vf.entry @scalars(
vf.generator @noise seed = 1 seed2 = 2
vf.entry @scalars(%x: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK: %[[N:.+]] = tensor.dim
  // CHECK: %[[KEY:.+]], %[[LO:.+]], %[[HI:.+]] = vf.draw
  // CHECK: vf.call_stage @scalars_0 variables [] writes [] scalars(%[[KEY]], %[[LO]], %[[HI]], %[[N]] : i64, i64, i64, index) sizes(%[[N]]) -> tensor<?xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %key, %lo, %hi = vf.draw @noise elements %n
  %0 = vf.stage @scalars_0 sizes(%n) -> tensor<?xf32> {
    %1 = nd.random uniform %key, %lo, %hi sizes [%n] -> tensor<?xf32>
    vf.yield %1 : tensor<?xf32>
  }
  vf.return %0 : tensor<?xf32>
}

// A name that is taken gives way.
// CHECK-LABEL: vf.entry @taken(
vf.variable @taken_0 : tensor<4xf32>
vf.entry @taken() {
  // CHECK: vf.call_stage @[[$TAKEN:taken_0.+]] variables [@taken_0] writes [true]
  vf.stage @taken_0 {
    %c = nd.constant dense<1.0> : tensor<4xf32>
    %0 = vf.assign @taken_0, %c : tensor<4xf32>
    vf.yield
  }
  vf.return
}

// CHECK-LABEL: func.func @assign_0(
// CHECK-SAME:    %[[W:.+]]: tensor<4xf32> {bufferization.writable = true, vf.output, vf.variable = "w"}
// CHECK-SAME:    %[[X:.+]]: tensor<4xf32> {bufferization.writable = false}
// CHECK-SAME:    %[[OUT:.+]]: tensor<4xf32> {bufferization.writable = true, vf.output}
// CHECK-SAME:    -> (tensor<4xf32>, tensor<4xf32>)
// CHECK-NEXT:    %[[N:.+]] = nd.neg %[[X]]
// CHECK-NEXT:    %[[W1:.+]] = linalg.copy ins(%[[N]] : tensor<4xf32>) outs(%[[W]] : tensor<4xf32>)
// CHECK-NEXT:    %[[R:.+]] = bufferization.materialize_in_destination %[[N]] in %[[OUT]]
// CHECK-NEXT:    return %[[W1]], %[[R]]

// CHECK-LABEL: func.func @updates_0(
// CHECK-SAME:    %[[V:.+]]: tensor<4xf32> {{.*}}vf.variable = "v"}
// CHECK-SAME:    %[[W:.+]]: tensor<4xf32> {{.*}}vf.variable = "w"}
// CHECK-NOT:     : tensor<4xf32> {
// CHECK:         %[[SUM:.+]] = nd.add %[[W]], %[[V]]
// CHECK-NEXT:    %[[W1:.+]] = bufferization.materialize_in_destination %[[SUM]] in %[[W]]
// CHECK-NEXT:    %[[N:.+]] = nd.neg %[[W1]]
// CHECK-NEXT:    %[[DIFF:.+]] = nd.sub %[[W1]], %[[N]]
// CHECK-NEXT:    %[[W2:.+]] = bufferization.materialize_in_destination %[[DIFF]] in %[[W1]]
// CHECK-NEXT:    %[[V1:.+]] = bufferization.materialize_in_destination %[[W2]] in %[[V]]
// CHECK-NEXT:    return %[[V1]], %[[W2]]

// CHECK-LABEL: func.func @scatter_0(
// CHECK-SAME:    %[[TABLE:.+]]: tensor<8x4xf32> {{.*}}vf.variable = "table"}
// CHECK-NEXT:    %[[T1:.+]] = nd.scatter add %[[TABLE]],
// CHECK-NEXT:    return %[[T1]]

// CHECK-LABEL: func.func @copy_0(
// CHECK-SAME:    %[[W:.+]]: tensor<4xf32> {{.*}}vf.variable = "w"}
// CHECK:         %[[OLD:.+]] = bufferization.alloc_tensor() copy(%[[W]]) {{.*}} loc(fused<"vf.copy">[
// CHECK-NEXT:    bufferization.materialize_in_destination
// CHECK-NEXT:    bufferization.materialize_in_destination %[[OLD]]

// CHECK-LABEL: func.func @twice_0(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<4xf32> {bufferization.writable = false}
// CHECK-SAME:    %[[A:[^:]+]]: tensor<4xf32> {bufferization.writable = true, vf.output} loc({{[^)]*}}), %[[B:[^:]+]]: tensor
// CHECK-NEXT:    %[[N:.+]] = nd.neg %[[X]]
// CHECK-NEXT:    %[[R:.+]] = bufferization.materialize_in_destination %[[N]] in %[[A]]
// CHECK-NEXT:    bufferization.materialize_in_destination %[[R]] in %[[B]]

// CHECK-LABEL: func.func @scalars_0(
// CHECK-SAME:    %{{.+}}: i64 loc({{.*}}, %{{.+}}: i64 loc({{.*}}, %{{.+}}: i64 loc({{.*}}, %{{.+}}: index
// CHECK-SAME:    tensor<?xf32> {bufferization.writable = true, vf.output}

// CHECK: module @[[$TAKEN]]
// CHECK: func.func @[[$TAKEN]](
