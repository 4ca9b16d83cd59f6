// RUN: vf-opt %s %nd-to-llvm | %run-main | FileCheck %s

// Reductions and the softmax family; expected values are TensorFlow's.
func.func private @printMemrefF32(tensor<*xf32>)
func.func private @printMemrefI64(tensor<*xi64>)

func.func private @reduce(%x: tensor<?x3xf32>) -> (tensor<?xf32>, tensor<1x3xf32>, tensor<f32>, tensor<?xi64>) {
  %0 = nd.reduce sum %x dimensions = [1] : tensor<?x3xf32> -> tensor<?xf32>
  %1 = nd.reduce mean %x dimensions = [0] keep_dims : tensor<?x3xf32> -> tensor<1x3xf32>
  %2 = nd.reduce max %x dimensions = [0, 1] : tensor<?x3xf32> -> tensor<f32>
  %3 = nd.arg_reduce max %x axis = 1 as i64 : tensor<?x3xf32> -> tensor<?xi64>
  return %0, %1, %2, %3 : tensor<?xf32>, tensor<1x3xf32>, tensor<f32>, tensor<?xi64>
}

func.func private @cross_entropy(%x: tensor<?x3xf32>, %y: tensor<?xi64>) -> (tensor<?x3xf32>, tensor<?xf32>, tensor<?x3xf32>) {
  %0 = nd.softmax %x : tensor<?x3xf32> -> tensor<?x3xf32>
  %1:2 = nd.sparse_softmax_cross_entropy %x, %y : tensor<?x3xf32>, tensor<?xi64> -> tensor<?xf32>, tensor<?x3xf32>
  return %0, %1#0, %1#1 : tensor<?x3xf32>, tensor<?xf32>, tensor<?x3xf32>
}

func.func @main() {
  %x0 = arith.constant dense<[[1.0, 2.0, 4.0], [300.0, 299.0, 300.0]]> : tensor<2x3xf32>
  %y0 = arith.constant dense<[2, 1]> : tensor<2xi64>
  %x = tensor.cast %x0 : tensor<2x3xf32> to tensor<?x3xf32>
  %y = tensor.cast %y0 : tensor<2xi64> to tensor<?xi64>
  %r:4 = call @reduce(%x) : (tensor<?x3xf32>) -> (tensor<?xf32>, tensor<1x3xf32>, tensor<f32>, tensor<?xi64>)
  // CHECK: [7, 899]
  %r0 = tensor.cast %r#0 : tensor<?xf32> to tensor<*xf32>
  call @printMemrefF32(%r0) : (tensor<*xf32>) -> ()
  // CHECK: {{\[\[}}150.5, 150.5, 152]]
  %r1 = tensor.cast %r#1 : tensor<1x3xf32> to tensor<*xf32>
  call @printMemrefF32(%r1) : (tensor<*xf32>) -> ()
  // CHECK: [300]
  %r2 = tensor.cast %r#2 : tensor<f32> to tensor<*xf32>
  call @printMemrefF32(%r2) : (tensor<*xf32>) -> ()
  // CHECK: [2, 0]
  %r3 = tensor.cast %r#3 : tensor<?xi64> to tensor<*xi64>
  call @printMemrefI64(%r3) : (tensor<*xi64>) -> ()

  %s:3 = call @cross_entropy(%x, %y) : (tensor<?x3xf32>, tensor<?xi64>) -> (tensor<?x3xf32>, tensor<?xf32>, tensor<?x3xf32>)
  // CHECK: {{\[\[}}0.0420101, 0.114195, 0.843795]
  // CHECK-NEXT: [0.422319, 0.155362, 0.422319]]
  %s0 = tensor.cast %s#0 : tensor<?x3xf32> to tensor<*xf32>
  call @printMemrefF32(%s0) : (tensor<*xf32>) -> ()
  // CHECK: [0.169846, 1.86199]
  %s1 = tensor.cast %s#1 : tensor<?xf32> to tensor<*xf32>
  call @printMemrefF32(%s1) : (tensor<*xf32>) -> ()
  // CHECK: {{\[\[}}0.0420101, 0.114195, -0.156205]
  // CHECK-NEXT: [0.422319, -0.844638, 0.422319]]
  %s2 = tensor.cast %s#2 : tensor<?x3xf32> to tensor<*xf32>
  call @printMemrefF32(%s2) : (tensor<*xf32>) -> ()
  return
}
