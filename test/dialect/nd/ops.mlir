// RUN: vf-opt %s --verify-roundtrip | FileCheck %s
// RUN: vf-opt %s --mlir-print-op-generic | vf-opt | FileCheck %s

// Constants of every kind of element.
// CHECK-LABEL: @constants
func.func @constants() {
  // CHECK-NEXT: nd.constant dense<1.000000e-01> : tensor<f32>
  %0 = nd.constant dense<0.1> : tensor<f32>
  // CHECK-NEXT: nd.constant dense<200> : tensor<2xui8>
  %1 = nd.constant dense<200> : tensor<2xui8>
  // CHECK-NEXT: nd.constant dense<[true, false]> : tensor<2xi1>
  %2 = nd.constant dense<[true, false]> : tensor<2xi1>
  return
}

// Elementwise ops broadcast where the types say so.
// CHECK-LABEL: @elementwise
func.func @elementwise(%a: tensor<?x4xf32>, %b: tensor<4xf32>, %c: tensor<f32>, %p: tensor<4xi1>, %u: tensor<3x1xui8>) {
  // CHECK-NEXT: nd.tanh %{{.+}} : tensor<?x4xf32> -> tensor<?x4xf32>
  %0 = nd.tanh %a : tensor<?x4xf32> -> tensor<?x4xf32>
  // CHECK-NEXT: nd.add %{{.+}}, %{{.+}} : tensor<?x4xf32>, tensor<4xf32> -> tensor<?x4xf32>
  %1 = nd.add %a, %b : tensor<?x4xf32>, tensor<4xf32> -> tensor<?x4xf32>
  // CHECK-NEXT: nd.compare gt %{{.+}}, %{{.+}} : tensor<4xf32>, tensor<f32> -> tensor<4xi1>
  %2 = nd.compare gt %b, %c : tensor<4xf32>, tensor<f32> -> tensor<4xi1>
  // CHECK-NEXT: nd.select %{{.+}}, %{{.+}}, %{{.+}} : tensor<4xi1>, tensor<?x4xf32>, tensor<f32> -> tensor<?x4xf32>
  %3 = nd.select %p, %a, %c : tensor<4xi1>, tensor<?x4xf32>, tensor<f32> -> tensor<?x4xf32>
  // CHECK-NEXT: nd.cast %{{.+}} : tensor<3x1xui8> -> tensor<3x1xf32>
  %4 = nd.cast %u : tensor<3x1xui8> -> tensor<3x1xf32>
  // CHECK-NEXT: nd.floor_mod %{{.+}}, %{{.+}} : tensor<3x1xui8>, tensor<3x1xui8> -> tensor<3x1xui8>
  %5 = nd.floor_mod %u, %u : tensor<3x1xui8>, tensor<3x1xui8> -> tensor<3x1xui8>
  return
}

// A result may know a size that its operands do not.
// CHECK-LABEL: @more_precise_result
func.func @more_precise_result(%a: tensor<?xf32>) {
  // CHECK-NEXT: nd.exp %{{.+}} : tensor<?xf32> -> tensor<7xf32>
  %0 = nd.exp %a : tensor<?xf32> -> tensor<7xf32>
  return
}

// CHECK-LABEL: @shape
func.func @shape(%a: tensor<?x4xf32>, %s: tensor<f32>, %n: index) {
  // CHECK-NEXT: nd.broadcast %{{.+}} sizes[%{{.+}}] : tensor<?x4xf32> -> tensor<?x4xf32>
  %0 = nd.broadcast %a sizes [%n] : tensor<?x4xf32> -> tensor<?x4xf32>
  // CHECK-NEXT: nd.unbroadcast %{{.+}} : tensor<?x4xf32> -> tensor<4xf32>
  %1 = nd.unbroadcast %a : tensor<?x4xf32> -> tensor<4xf32>
  // CHECK-NEXT: nd.reshape %{{.+}} sizes[%{{.+}}] : tensor<?x4xf32> -> tensor<?xf32>
  %2 = nd.reshape %a sizes [%n] : tensor<?x4xf32> -> tensor<?xf32>
  // CHECK-NEXT: nd.transpose %{{.+}} permutation = [1, 0] : tensor<?x4xf32> -> tensor<4x?xf32>
  %3 = nd.transpose %a permutation = [1, 0] : tensor<?x4xf32> -> tensor<4x?xf32>
  // CHECK-NEXT: nd.concat %{{.+}}, %{{.+}} axis = 1 : tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x8xf32>
  %4 = nd.concat %a, %a axis = 1 : tensor<?x4xf32>, tensor<?x4xf32> -> tensor<?x8xf32>
  // CHECK-NEXT: nd.slice %{{.+}} offsets = [0, 3] strides = [1, -2] sizes[%{{.+}}] : tensor<?x4xf32> -> tensor<?x2xf32>
  %5 = nd.slice %a offsets = [0, 3] strides = [1, -2] sizes [%n] : tensor<?x4xf32> -> tensor<?x2xf32>
  // CHECK-NEXT: nd.slice %{{.+}} offsets = [%{{.+}}, 0] strides = [-1, 1] sizes[%{{.+}}] : tensor<?x4xf32> -> tensor<?x4xf32>
  %8 = nd.slice %a offsets = [%n, 0] strides = [-1, 1] sizes [%n] : tensor<?x4xf32> -> tensor<?x4xf32>
  // CHECK-NEXT: nd.pad %{{.+}}, %{{.+}} offsets = [%{{.+}}, 1] strides = [1, 2] sizes[%{{.+}}] : tensor<?x4xf32>, tensor<f32> -> tensor<?x9xf32>
  %9 = nd.pad %a, %s offsets = [%n, 1] strides = [1, 2] sizes [%n] : tensor<?x4xf32>, tensor<f32> -> tensor<?x9xf32>
  // CHECK-NEXT: nd.iota axis = 0 sizes[%{{.+}}] -> tensor<?xi32>
  %6 = nd.iota axis = 0 sizes [%n] -> tensor<?xi32>
  // CHECK-NEXT: nd.size %{{.+}} : tensor<f32>
  %7 = nd.size %n : tensor<f32>
  return
}

// CHECK-LABEL: @contractions
func.func @contractions(%a: tensor<?x64xf32>, %b: tensor<10x64xf32>, %p: tensor<2x3xi1>) {
  // CHECK-NEXT: nd.matmul %{{.+}}, %{{.+}} transpose_b : tensor<?x64xf32>, tensor<10x64xf32> -> tensor<?x10xf32>
  %0 = nd.matmul %a, %b transpose_b : tensor<?x64xf32>, tensor<10x64xf32> -> tensor<?x10xf32>
  // CHECK-NEXT: nd.reduce mean %{{.+}} dimensions = [0] keep_dims : tensor<?x64xf32> -> tensor<1x64xf32>
  %1 = nd.reduce mean %a dimensions = [0] keep_dims : tensor<?x64xf32> -> tensor<1x64xf32>
  // CHECK-NEXT: nd.reduce all %{{.+}} dimensions = [0, 1] : tensor<2x3xi1> -> tensor<i1>
  %2 = nd.reduce all %p dimensions = [0, 1] : tensor<2x3xi1> -> tensor<i1>
  // CHECK-NEXT: nd.arg_reduce max %{{.+}} axis = 1 as i64 : tensor<?x64xf32> -> tensor<?xi64>
  %3 = nd.arg_reduce max %a axis = 1 as i64 : tensor<?x64xf32> -> tensor<?xi64>
  return
}

// CHECK-LABEL: @softmax
func.func @softmax(%x: tensor<?x10xf32>, %y: tensor<?xi64>) {
  // CHECK-NEXT: nd.softmax %{{.+}} : tensor<?x10xf32> -> tensor<?x10xf32>
  %0 = nd.softmax %x : tensor<?x10xf32> -> tensor<?x10xf32>
  // CHECK-NEXT: nd.softmax_cross_entropy %{{.+}}, %{{.+}} : tensor<?x10xf32>, tensor<?x10xf32> -> tensor<?xf32>, tensor<?x10xf32>
  %1:2 = nd.softmax_cross_entropy %x, %x : tensor<?x10xf32>, tensor<?x10xf32> -> tensor<?xf32>, tensor<?x10xf32>
  // CHECK-NEXT: nd.sparse_softmax_cross_entropy %{{.+}}, %{{.+}} : tensor<?x10xf32>, tensor<?xi64> -> tensor<?xf32>, tensor<?x10xf32>
  %2:2 = nd.sparse_softmax_cross_entropy %x, %y : tensor<?x10xf32>, tensor<?xi64> -> tensor<?xf32>, tensor<?x10xf32>
  return
}

// CHECK-LABEL: @indexing
func.func @indexing(%t: tensor<10x4xf32>, %i: tensor<?xi32>, %u: tensor<?x4xf32>, %n: index, %k: i64,
                    %places: tensor<3x2xi64>, %values: tensor<3xf32>, %list: tensor<9xf32>) {
  // CHECK-NEXT: nd.gather %{{.+}}, %{{.+}} : tensor<10x4xf32>, tensor<?xi32> -> tensor<?x4xf32>
  %0 = nd.gather %t, %i : tensor<10x4xf32>, tensor<?xi32> -> tensor<?x4xf32>
  // CHECK-NEXT: nd.scatter add %{{.+}}, %{{.+}}, %{{.+}} : tensor<10x4xf32>, tensor<?xi32>, tensor<?x4xf32> -> tensor<10x4xf32>
  %1 = nd.scatter add %t, %i, %u : tensor<10x4xf32>, tensor<?xi32>, tensor<?x4xf32> -> tensor<10x4xf32>
  // CHECK-NEXT: nd.scatter_nd update %{{.+}}, %{{.+}}, %{{.+}} : tensor<10x4xf32>, tensor<3x2xi64>, tensor<3xf32> -> tensor<10x4xf32>
  %4 = nd.scatter_nd update %t, %places, %values : tensor<10x4xf32>, tensor<3x2xi64>, tensor<3xf32> -> tensor<10x4xf32>
  // CHECK-NEXT: nd.insert %{{.+}}, %{{.+}} offsets = [2] strides = [3] : tensor<3xf32>, tensor<9xf32> -> tensor<9xf32>
  %5 = nd.insert %values, %list offsets = [2] strides = [3] : tensor<3xf32>, tensor<9xf32> -> tensor<9xf32>
  // CHECK-NEXT: nd.find_out_of_range %{{.+}}, %{{.+}} : tensor<?xi32> -> tensor<2xi64>
  %2 = nd.find_out_of_range %i, %n : tensor<?xi32> -> tensor<2xi64>
  // CHECK-NEXT: nd.random truncated_normal %{{.+}}, %{{.+}}, %{{.+}} sizes[%{{.+}}] -> tensor<?x4xf32>
  %3 = nd.random truncated_normal %k, %k, %k sizes [%n] -> tensor<?x4xf32>
  return
}
