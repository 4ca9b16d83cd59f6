// RUN: vf-opt %s --pass-pipeline="builtin.module(func.func(convert-nd-to-linalg),canonicalize,cse,linalg-fuse-elementwise-ops,canonicalize,cse,eliminate-empty-tensors,one-shot-bufferize{bufferize-function-boundaries function-boundary-type-conversion=identity-layout-map},canonicalize,cse,canonicalize)" | FileCheck %s

// What the lowerings leave to bufferization.

// Rows of a table are updated where they are.
// CHECK-LABEL: @scatter
// CHECK-NOT: memref.{{alloc|copy}}
// CHECK: return
func.func @scatter(%table: tensor<9x4xf32> {bufferization.writable = true}, %ids: tensor<?xi32> {bufferization.writable = false}, %rows: tensor<?x4xf32> {bufferization.writable = false}) -> tensor<9x4xf32> {
  %0 = nd.scatter add %table, %ids, %rows : tensor<9x4xf32>, tensor<?xi32>, tensor<?x4xf32> -> tensor<9x4xf32>
  return %0 : tensor<9x4xf32>
}

// A constant that repeats one element is written to each of its destinations; the program keeps the element alone.
// CHECK-LABEL: @repeated
// CHECK-NOT: memref.{{alloc|copy|get_global}}
// CHECK: linalg.fill
// CHECK-NOT: memref.{{alloc|copy|get_global}}
// CHECK: linalg.fill
// CHECK-NOT: memref.{{alloc|copy|get_global}}
// CHECK: return
func.func @repeated(%a: tensor<64xui8> {bufferization.writable = true}, %b: tensor<64xui8> {bufferization.writable = true}) -> (tensor<64xui8>, tensor<64xui8>) {
  %0 = nd.constant dense<7> : tensor<64xui8>
  %1 = bufferization.materialize_in_destination %0 in %a : (tensor<64xui8>, tensor<64xui8>) -> tensor<64xui8>
  %2 = linalg.copy ins(%0 : tensor<64xui8>) outs(%b : tensor<64xui8>) -> tensor<64xui8>
  return %1, %2 : tensor<64xui8>, tensor<64xui8>
}

// Tensors of unsigned numbers are copied as those of signed ones.
// CHECK-LABEL: @copied
// CHECK-SAME:    memref<64xi8>
// CHECK: {{linalg|memref}}.copy
func.func @copied(%x: tensor<64xui8> {bufferization.writable = false}, %out: tensor<64xui8> {bufferization.writable = true}) -> tensor<64xui8> {
  %0 = linalg.copy ins(%x : tensor<64xui8>) outs(%out : tensor<64xui8>) -> tensor<64xui8>
  return %0 : tensor<64xui8>
}

// A result is computed in its destination.
// CHECK-LABEL: @gather
// CHECK-NOT: memref.{{alloc|copy}}
// CHECK: return
func.func @gather(%table: tensor<9x4xf32> {bufferization.writable = false}, %ids: tensor<?xi32> {bufferization.writable = false}, %out: tensor<?x4xf32> {bufferization.writable = true}) -> tensor<?x4xf32> {
  %0 = nd.gather %table, %ids : tensor<9x4xf32>, tensor<?xi32> -> tensor<?x4xf32>
  %1 = bufferization.materialize_in_destination %0 in %out : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

// Samples are drawn into a buffer of their own: bufferization refuses a loop that fills a destination.
// CHECK-LABEL: @random
// CHECK-COUNT-1: memref.alloc(
// CHECK-NOT: memref.alloc
// CHECK: memref.copy
// CHECK-NOT: memref.copy
// CHECK: return
func.func @random(%key: i64, %low: i64, %high: i64, %out: tensor<64xf32> {bufferization.writable = true}) -> tensor<64xf32> {
  %0 = nd.random truncated_normal %key, %low, %high -> tensor<64xf32>
  %1 = bufferization.materialize_in_destination %0 in %out : (tensor<64xf32>, tensor<64xf32>) -> tensor<64xf32>
  return %1 : tensor<64xf32>
}

// So are the sums over an axis whose size decides at run time.
// CHECK-LABEL: @unbroadcast
// CHECK-COUNT-1: memref.alloc(
// CHECK-NOT: memref.alloc
// CHECK: memref.copy
// CHECK-NOT: memref.copy
// CHECK: return
func.func @unbroadcast(%g: tensor<?xf32> {bufferization.writable = false}, %n: index, %out: tensor<?xf32> {bufferization.writable = true}) -> tensor<?xf32> {
  %0 = nd.unbroadcast %g sizes [%n] : tensor<?xf32> -> tensor<?xf32>
  %1 = bufferization.materialize_in_destination %0 in %out : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %1 : tensor<?xf32>
}

// Temporaries: the maxima and sums of rows, and the exponentials.
// CHECK-LABEL: @cross_entropy
// CHECK-COUNT-2: memref.alloc() {{.*}} : memref<8xf32>
// CHECK: memref.alloc() {{.*}} : memref<8x10xf32>
// CHECK-NOT: memref.{{alloc|copy}}
// CHECK: return
func.func @cross_entropy(%x: tensor<8x10xf32> {bufferization.writable = false}, %y: tensor<8xi64> {bufferization.writable = false}, %loss: tensor<8xf32> {bufferization.writable = true}, %d: tensor<8x10xf32> {bufferization.writable = true}) -> (tensor<8xf32>, tensor<8x10xf32>) {
  %0:2 = nd.sparse_softmax_cross_entropy %x, %y : tensor<8x10xf32>, tensor<8xi64> -> tensor<8xf32>, tensor<8x10xf32>
  %1 = bufferization.materialize_in_destination %0#0 in %loss : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  %2 = bufferization.materialize_in_destination %0#1 in %d : (tensor<8x10xf32>, tensor<8x10xf32>) -> tensor<8x10xf32>
  return %1, %2 : tensor<8xf32>, tensor<8x10xf32>
}
