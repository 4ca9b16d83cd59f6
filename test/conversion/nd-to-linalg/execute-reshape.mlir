// RUN: vf-opt %s %nd-to-llvm | %run-main | FileCheck %s

// Reshapes with none, one and two unknown sizes in the result, to a scalar and from one.
func.func private @printMemrefF32(tensor<*xf32>)

func.func private @reshape(%x: tensor<?x?xf32>, %n: index, %m: index) -> (tensor<6xf32>, tensor<?x2xf32>, tensor<?x1x?xf32>) {
  %0 = nd.reshape %x : tensor<?x?xf32> -> tensor<6xf32>
  %1 = nd.reshape %x sizes [%n] : tensor<?x?xf32> -> tensor<?x2xf32>
  %2 = nd.reshape %x sizes [%n, %m] : tensor<?x?xf32> -> tensor<?x1x?xf32>
  return %0, %1, %2 : tensor<6xf32>, tensor<?x2xf32>, tensor<?x1x?xf32>
}

func.func private @scalar(%x: tensor<?x1xf32>) -> tensor<1x?xf32> {
  %c1 = arith.constant 1 : index
  %0 = nd.reshape %x : tensor<?x1xf32> -> tensor<f32>
  %1 = nd.neg %0 : tensor<f32> -> tensor<f32>
  %2 = nd.reshape %1 sizes [%c1] : tensor<f32> -> tensor<1x?xf32>
  return %2 : tensor<1x?xf32>
}

func.func @main() {
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %x0 = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %x = tensor.cast %x0 : tensor<2x3xf32> to tensor<?x?xf32>
  %r:3 = call @reshape(%x, %c3, %c2) : (tensor<?x?xf32>, index, index) -> (tensor<6xf32>, tensor<?x2xf32>, tensor<?x1x?xf32>)
  // CHECK: sizes = [6]
  // CHECK: [1, 2, 3, 4, 5, 6]
  %r0 = tensor.cast %r#0 : tensor<6xf32> to tensor<*xf32>
  call @printMemrefF32(%r0) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [3, 2]
  // CHECK: {{\[\[}}1, 2],
  // CHECK-NEXT: [3, 4],
  // CHECK-NEXT: [5, 6]]
  %r1 = tensor.cast %r#1 : tensor<?x2xf32> to tensor<*xf32>
  call @printMemrefF32(%r1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [3, 1, 2]
  // CHECK: {{\[\[\[}}1, 2]],
  // CHECK-NEXT: {{\[\[}}3, 4]],
  // CHECK-NEXT: {{\[\[}}5, 6]]]
  %r2 = tensor.cast %r#2 : tensor<?x1x?xf32> to tensor<*xf32>
  call @printMemrefF32(%r2) : (tensor<*xf32>) -> ()

  %y0 = arith.constant dense<7.0> : tensor<1x1xf32>
  %y = tensor.cast %y0 : tensor<1x1xf32> to tensor<?x1xf32>
  // CHECK: sizes = [1, 1]
  // CHECK: {{\[\[}}-7]]
  %s = call @scalar(%y) : (tensor<?x1xf32>) -> tensor<1x?xf32>
  %s0 = tensor.cast %s : tensor<1x?xf32> to tensor<*xf32>
  call @printMemrefF32(%s0) : (tensor<*xf32>) -> ()
  return
}
