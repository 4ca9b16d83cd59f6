// RUN: vf-opt %s --reify-result-shapes --resolve-ranked-shaped-type-result-dims --canonicalize --cse | FileCheck %s

// The size of an elementwise result is that of an operand whose axis is not statically 1.
// CHECK-LABEL: @elementwise
// CHECK-SAME: (%[[A:.+]]: tensor<?x1xf32>, %[[B:.+]]: tensor<1x?xf32>)
func.func @elementwise(%a: tensor<?x1xf32>, %b: tensor<1x?xf32>) -> (index, index) {
  // CHECK-DAG: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-DAG: %[[C1:.+]] = arith.constant 1 : index
  // CHECK-DAG: %[[N:.+]] = tensor.dim %[[A]], %[[C0]]
  // CHECK-DAG: %[[M:.+]] = tensor.dim %[[B]], %[[C1]]
  // CHECK: return %[[N]], %[[M]]
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = nd.add %a, %b : tensor<?x1xf32>, tensor<1x?xf32> -> tensor<?x?xf32>
  %n = tensor.dim %0, %c0 : tensor<?x?xf32>
  %m = tensor.dim %0, %c1 : tensor<?x?xf32>
  return %n, %m : index, index
}

// Sizes pass through chains of ops back to arguments.
// CHECK-LABEL: @chain
// CHECK-SAME: (%[[A:.+]]: tensor<?x?xf32>, %[[B:.+]]: tensor<?x8xf32>, %{{.+}}: index)
func.func @chain(%a: tensor<?x?xf32>, %b: tensor<?x8xf32>, %n: index) -> (index, index, index) {
  // CHECK-DAG: %[[ROWS:.+]] = tensor.dim %[[A]]
  // CHECK-DAG: %[[C8:.+]] = arith.constant 8 : index
  // CHECK-DAG: %[[TWICE:.+]] = arith.addi %[[ROWS]], %[[ROWS]]
  // CHECK: return %[[C8]], %[[ROWS]], %[[TWICE]]
  %c0 = arith.constant 0 : index
  %0 = nd.matmul %a, %b : tensor<?x?xf32>, tensor<?x8xf32> -> tensor<?x8xf32>
  %1 = nd.transpose %0 permutation = [1, 0] : tensor<?x8xf32> -> tensor<8x?xf32>
  %2 = nd.reduce sum %1 dimensions = [0] : tensor<8x?xf32> -> tensor<?xf32>
  %3 = nd.concat %2, %2 axis = 0 : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  %d1 = tensor.dim %1, %c0 : tensor<8x?xf32>
  %d2 = tensor.dim %2, %c0 : tensor<?xf32>
  %d3 = tensor.dim %3, %c0 : tensor<?xf32>
  return %d1, %d2, %d3 : index, index, index
}

// Sized ops say their sizes themselves.
// CHECK-LABEL: @sized
// CHECK-SAME: (%{{.+}}: tensor<?xf32>, %[[N:.+]]: index)
func.func @sized(%a: tensor<?xf32>, %n: index) -> (index, index) {
  // CHECK: return %[[N]], %[[N]]
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = nd.broadcast %a sizes [%n] : tensor<?xf32> -> tensor<?xf32>
  %1 = nd.iota axis = 0 sizes [%n] -> tensor<3x?xi32>
  %d0 = tensor.dim %0, %c0 : tensor<?xf32>
  %d1 = tensor.dim %1, %c1 : tensor<3x?xi32>
  return %d0, %d1 : index, index
}

// Gathered rows: the indices' shape, then the row's.
// CHECK-LABEL: @gather
// CHECK-SAME: (%[[T:.+]]: tensor<9x?xf32>, %[[I:.+]]: tensor<?xi32>)
func.func @gather(%t: tensor<9x?xf32>, %i: tensor<?xi32>) -> (index, index) {
  // CHECK-DAG: %[[N:.+]] = tensor.dim %[[I]]
  // CHECK-DAG: %[[M:.+]] = tensor.dim %[[T]]
  // CHECK: return %[[N]], %[[M]]
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = nd.gather %t, %i : tensor<9x?xf32>, tensor<?xi32> -> tensor<?x?xf32>
  %n = tensor.dim %0, %c0 : tensor<?x?xf32>
  %m = tensor.dim %0, %c1 : tensor<?x?xf32>
  return %n, %m : index, index
}
