// RUN: vf-opt %s %nd-to-llvm | %run-main | FileCheck %s

// The values that TensorFlow draws for op seed 1 without a graph seed.
func.func private @printMemrefF32(tensor<*xf32>)
func.func private @printMemrefF64(tensor<*xf64>)

func.func @main() {
  %key = arith.constant 87654321 : i64
  %low = arith.constant 0 : i64
  %high = arith.constant 1 : i64
  // CHECK: [0.239037, 0.9204, 0.0505124, 0.495744, 0.835522, 0.0264704, 0.0881131, 0.45666]
  %0 = nd.random uniform %key, %low, %high -> tensor<8xf32>
  %1 = tensor.cast %0 : tensor<8xf32> to tensor<*xf32>
  call @printMemrefF32(%1) : (tensor<*xf32>) -> ()
  // CHECK: [-0.811318, 1.4846, 0.0653294, -2.4427, 0.0992484, 0.591224]
  %2 = nd.random normal %key, %low, %high -> tensor<6xf32>
  %3 = tensor.cast %2 : tensor<6xf32> to tensor<*xf32>
  call @printMemrefF32(%3) : (tensor<*xf32>) -> ()
  // CHECK: [-0.811318, 1.4846, 0.0653294, 0.0992484]
  // CHECK-NEXT: [0.639697, 1.61087, 0.163536, -1.51571]
  %4 = nd.random truncated_normal %key, %low, %high -> tensor<2x4xf32>
  %5 = tensor.cast %4 : tensor<2x4xf32> to tensor<*xf32>
  call @printMemrefF32(%5) : (tensor<*xf32>) -> ()
  // CHECK: [0.9123, 0.4041, 0.684179, 0.704905]
  %6 = nd.random uniform %key, %low, %high -> tensor<4xf64>
  %7 = tensor.cast %6 : tensor<4xf64> to tensor<*xf64>
  call @printMemrefF64(%7) : (tensor<*xf64>) -> ()
  // CHECK: [0.242828, -0.352998, -0.836508, -0.243569]
  %8 = nd.random normal %key, %low, %high -> tensor<4xf64>
  %9 = tensor.cast %8 : tensor<4xf64> to tensor<*xf64>
  call @printMemrefF64(%9) : (tensor<*xf64>) -> ()
  // CHECK: [0.194336, 0.913086, 0.797852, 0.138672]
  %10 = nd.random uniform %key, %low, %high -> tensor<4xf16>
  %11 = nd.cast %10 : tensor<4xf16> -> tensor<4xf32>
  %12 = tensor.cast %11 : tensor<4xf32> to tensor<*xf32>
  call @printMemrefF32(%12) : (tensor<*xf32>) -> ()
  return
}
