// Values that have several places to go bufferize in place: each is computed in one of them and copied to the others.
// RUN: vf-opt %s --vf-state-pipeline --vf-stage-pipeline --vf-tensor-pipeline --vf-buffer-pipeline | FileCheck %s

vf.variable @a : tensor<4xf32>
vf.variable @b : tensor<4xf32>

// Two variables exchange their values, and what was computed for that is fetched too.
vf.entry @swap() -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = vf.read @a : tensor<4xf32>
  %1 = vf.read @b : tensor<4xf32>
  %2 = nd.neg %0 : tensor<4xf32> -> tensor<4xf32>
  %3 = nd.neg %1 : tensor<4xf32> -> tensor<4xf32>
  %4 = vf.assign @a, %3 : tensor<4xf32>
  %5 = vf.assign @b, %2 : tensor<4xf32>
  vf.return %2, %3 : tensor<4xf32>, tensor<4xf32>
}

// A computed value is fetched twice.
vf.entry @twice(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = nd.neg %x : tensor<4xf32> -> tensor<4xf32>
  vf.return %0, %0 : tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: func.func @swap_0(
// CHECK-SAME:    %[[A:[^:]+]]: memref<4xf32> {{[^%]*}}%[[B:[^:]+]]: memref<4xf32>
// CHECK:         linalg.generic {{.*}} ins(%[[A]] : memref<4xf32>) outs(%[[OLD_A:.+]] : memref<4xf32>)
// CHECK:         linalg.generic {{.*}} ins(%[[B]] : memref<4xf32>) outs(%[[OLD_B:.+]] : memref<4xf32>)
// CHECK-DAG:     linalg.copy ins(%[[OLD_B]] : memref<4xf32>) outs(%[[A]] : memref<4xf32>)
// CHECK-DAG:     linalg.copy ins(%[[OLD_A]] : memref<4xf32>) outs(%[[B]] : memref<4xf32>)
// CHECK:         return

// CHECK-LABEL: func.func @twice_0(
// CHECK-SAME:    %[[X:[^:]+]]: memref<4xf32> {{[^%]*}}%[[R:[^:]+]]: memref<4xf32> {{[^%]*}}%[[S:[^:]+]]: memref<4xf32>
// CHECK:         linalg.generic {{.*}} ins(%[[X]] : memref<4xf32>) outs(%[[R]] : memref<4xf32>)
// CHECK:         memref.copy %[[R]], %[[S]]
// CHECK:         return
