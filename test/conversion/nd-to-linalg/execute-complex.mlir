// RUN: vf-opt %s %nd-to-llvm | %run-main | FileCheck %s

// Complex numbers, printed as their real and their imaginary parts. Operands are arguments, so nothing folds.
func.func private @printMemrefF32(tensor<*xf32>)

func.func private @arith(%a: tensor<?xcomplex<f32>>, %b: tensor<?xcomplex<f32>>) -> (tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>, tensor<?xi1>) {
  %0 = nd.mul %a, %b : tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>> -> tensor<?xcomplex<f32>>
  %1 = nd.div %a, %b : tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>> -> tensor<?xcomplex<f32>>
  %2 = nd.squared_difference %a, %b : tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>> -> tensor<?xcomplex<f32>>
  %3 = nd.compare ne %a, %b : tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>> -> tensor<?xi1>
  return %0, %1, %2, %3 : tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>, tensor<?xi1>
}

func.func private @print(%z: tensor<?xcomplex<f32>>) {
  %re = nd.real %z : tensor<?xcomplex<f32>> -> tensor<?xf32>
  %im = nd.imag %z : tensor<?xcomplex<f32>> -> tensor<?xf32>
  %0 = tensor.cast %re : tensor<?xf32> to tensor<*xf32>
  call @printMemrefF32(%0) : (tensor<*xf32>) -> ()
  %1 = tensor.cast %im : tensor<?xf32> to tensor<*xf32>
  call @printMemrefF32(%1) : (tensor<*xf32>) -> ()
  return
}

func.func private @reduced(%z: tensor<?xcomplex<f32>>) -> (tensor<1xcomplex<f32>>, tensor<?xf32>, tensor<1x1xcomplex<f32>>) {
  %0 = nd.reduce mean %z dimensions = [0] keep_dims : tensor<?xcomplex<f32>> -> tensor<1xcomplex<f32>>
  %1 = nd.magnitude %z : tensor<?xcomplex<f32>> -> tensor<?xf32>
  %n = nd.neg %z : tensor<?xcomplex<f32>> -> tensor<?xcomplex<f32>>
  %c0 = arith.constant 0 : index
  %d = tensor.dim %z, %c0 : tensor<?xcomplex<f32>>
  %r = nd.reshape %n sizes [%d] : tensor<?xcomplex<f32>> -> tensor<1x?xcomplex<f32>>
  %2 = nd.matmul %r, %r transpose_b : tensor<1x?xcomplex<f32>>, tensor<1x?xcomplex<f32>> -> tensor<1x1xcomplex<f32>>
  return %0, %1, %2 : tensor<1xcomplex<f32>>, tensor<?xf32>, tensor<1x1xcomplex<f32>>
}

func.func private @roots(%z: tensor<?xcomplex<f32>>) -> (tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>) {
  %0 = nd.sqrt %z : tensor<?xcomplex<f32>> -> tensor<?xcomplex<f32>>
  %1 = nd.rsqrt %z : tensor<?xcomplex<f32>> -> tensor<?xcomplex<f32>>
  return %0, %1 : tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>
}

func.func @main() {
  %a0 = nd.constant dense<[(1.0,2.0),(3.0,-4.0),(0.0,0.0),(0x7F800000,1.0),(1.0e30,1.0e30)]> : tensor<5xcomplex<f32>>
  %b0 = nd.constant dense<[(0.0,0.0),(0.0,1.0e-30),(0.0,0.0),(1.0,1.0),(1.0e30,-1.0e30)]> : tensor<5xcomplex<f32>>
  %a = tensor.cast %a0 : tensor<5xcomplex<f32>> to tensor<?xcomplex<f32>>
  %b = tensor.cast %b0 : tensor<5xcomplex<f32>> to tensor<?xcomplex<f32>>
  %r:4 = call @arith(%a, %b) : (tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>) -> (tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>, tensor<?xi1>)
  // A product that overflows is the textbook formula's.
  // CHECK: [0,  4e-30,  0,  inf,  inf]
  // CHECK: [0,  3e-30,  0,  inf,  {{-?}}nan]
  call @print(%r#0) : (tensor<?xcomplex<f32>>) -> ()
  // By zero: infinite as the dividend points, or NaN for 0 / 0. Neither 1e-30 squared nor 1e30 squared is on the way.
  // CHECK: [inf,  -4e+30,  {{-?}}nan,  inf,  0]
  // CHECK: [inf,  -3e+30,  {{-?}}nan,  -inf,  1]
  call @print(%r#1) : (tensor<?xcomplex<f32>>) -> ()
  // |a - b|^2 is real.
  // CHECK: [5,  25,  0,  inf,  inf]
  // CHECK: [0,  0,  0,  {{-?}}nan,  0]
  call @print(%r#2) : (tensor<?xcomplex<f32>>) -> ()
  %n = nd.cast %r#3 : tensor<?xi1> -> tensor<?xcomplex<f32>>
  // Which differ; a number made from a truth value is real.
  // CHECK: [1,  1,  0,  1,  1]
  // CHECK: [0,  0,  0,  0,  0]
  call @print(%n) : (tensor<?xcomplex<f32>>) -> ()
  %d0 = nd.constant dense<[(1.0,2.0),(3.0,-4.0),(0.0,0.0),(0.0,-1.0)]> : tensor<4xcomplex<f32>>
  %d = tensor.cast %d0 : tensor<4xcomplex<f32>> to tensor<?xcomplex<f32>>
  %s:3 = call @reduced(%d) : (tensor<?xcomplex<f32>>) -> (tensor<1xcomplex<f32>>, tensor<?xf32>, tensor<1x1xcomplex<f32>>)
  %s0 = tensor.cast %s#0 : tensor<1xcomplex<f32>> to tensor<?xcomplex<f32>>
  // The mean.
  // CHECK: [1]
  // CHECK: [-0.75]
  call @print(%s0) : (tensor<?xcomplex<f32>>) -> ()
  %s1 = tensor.cast %s#1 : tensor<?xf32> to tensor<*xf32>
  // The magnitudes.
  // CHECK: [2.23607,  5,  0,  1]
  call @printMemrefF32(%s1) : (tensor<*xf32>) -> ()
  %s2 = nd.reshape %s#2 : tensor<1x1xcomplex<f32>> -> tensor<1xcomplex<f32>>
  %s3 = tensor.cast %s2 : tensor<1xcomplex<f32>> to tensor<?xcomplex<f32>>
  // The sum of the squares, by matrix product: nothing is conjugated.
  // CHECK: [-11]
  // CHECK: [-20]
  call @print(%s3) : (tensor<?xcomplex<f32>>) -> ()
  // In all four quarters, on the axes, at 0 and at infinity.
  %q0 = nd.constant dense<[(3.0,4.0),(-3.0,4.0),(-3.0,-4.0),(3.0,-4.0),(-4.0,0.0),(-4.0,-0.0),(0.0,0.0),(1.0,0x7F800000)]> : tensor<8xcomplex<f32>>
  %q = tensor.cast %q0 : tensor<8xcomplex<f32>> to tensor<?xcomplex<f32>>
  %t:2 = call @roots(%q) : (tensor<?xcomplex<f32>>) -> (tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>)
  // CHECK: [2,  1,  1,  2,  0,  0,  0,  inf]
  // CHECK: [1,  2,  -2,  -1,  2,  -2,  0,  inf]
  call @print(%t#0) : (tensor<?xcomplex<f32>>) -> ()
  // CHECK: [0.4,  0.2,  0.2,  0.4,  0,  -0,  inf,
  // CHECK: [-0.2,  -0.4,  0.4,  0.2,  -0.5,  0.5,
  call @print(%t#1) : (tensor<?xcomplex<f32>>) -> ()
  return
}
