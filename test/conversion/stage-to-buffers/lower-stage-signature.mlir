// Cores with their bare calling convention.
// RUN: vf-opt %s --vf-lower-stage-signature --canonicalize | FileCheck %s

// Results are dropped; static buffers stay; variables are aligned, and nothing overlaps.
// CHECK-LABEL: func.func @static(
// CHECK-SAME:    %{{.+}}: memref<4xf32> {llvm.align = 64 : i64, llvm.noalias},
// CHECK-SAME:    %{{.+}}: memref<4xf32> {llvm.noalias}, %{{.+}}: i64) {
// CHECK-NEXT:    return{{$}}
func.func @static(%w: memref<4xf32> {vf.variable = "w", vf.output}, %out: memref<4xf32> {vf.output}, %key: i64)
    -> (memref<4xf32>, memref<4xf32>) {
  return %w, %out : memref<4xf32>, memref<4xf32>
}

// A buffer with `?` comes bare; its sizes follow at the end, in the order of the arguments, behind captured scalars.
// CHECK-LABEL: func.func @dynamic(
// CHECK-SAME:    %[[X:[a-z0-9]+]]: memref<i64> {llvm.noalias}, %[[N:[a-z0-9]+]]: index, %[[OUT:[a-z0-9]+]]: memref<i64> {llvm.noalias},
// CHECK-SAME:    %[[X0:[a-z0-9]+]]: index, %[[X2:[a-z0-9]+]]: index, %[[OUT0:[a-z0-9]+]]: index) {
func.func @dynamic(%x: memref<?x4x?xi64>, %n: index, %out: memref<?xi64> {vf.output}) -> memref<?xi64> {
  // CHECK:     %[[S1:.+]] = arith.muli %[[X2]],
  // CHECK:     memref.reinterpret_cast %[[X]] to offset: [0], sizes: [%[[X0]], 4, %[[X2]]], strides: [%[[S1]], %[[X2]], 1]
  // CHECK:     memref.reinterpret_cast %[[OUT]] to offset: [0], sizes: [%[[OUT0]]], strides: [1]
  // CHECK-NOT: memref.dim
  // CHECK:     arith.index_cast %[[X2]]
  %c2 = arith.constant 2 : index
  %c0 = arith.constant 0 : index
  %d = memref.dim %x, %c2 : memref<?x4x?xi64>
  %i = arith.index_cast %d : index to i64
  %e = memref.load %x[%c0, %c0, %c0] : memref<?x4x?xi64>
  %s = arith.addi %e, %i : i64
  memref.store %s, %out[%c0] : memref<?xi64>
  return %out : memref<?xi64>
}
