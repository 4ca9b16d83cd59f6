// RUN: vf-opt %s %nd-to-llvm | %run-main | FileCheck %s

// Slices and paddings whose offsets and sizes only the run knows.
func.func private @printMemrefF32(tensor<*xf32>)

func.func private @slice(%x: tensor<?xf32>, %o: index, %n: index) -> (tensor<?xf32>, tensor<?xf32>) {
  %0 = nd.slice %x offsets = [%o] strides = [2] sizes [%n] : tensor<?xf32> -> tensor<?xf32>
  %1 = nd.neg %0 : tensor<?xf32> -> tensor<?xf32>
  %2 = nd.slice %x offsets = [%o] strides = [-1] sizes [%n] : tensor<?xf32> -> tensor<?xf32>
  return %1, %2 : tensor<?xf32>, tensor<?xf32>
}

func.func private @pad(%x: tensor<?xf32>, %filling: tensor<f32>, %o: index, %n: index) -> tensor<2x?xf32> {
  %0 = nd.reshape %x sizes [%o] : tensor<?xf32> -> tensor<1x?xf32>
  %1 = nd.pad %0, %filling offsets = [1, %o] strides = [1, 2] sizes [%n] : tensor<1x?xf32>, tensor<f32> -> tensor<2x?xf32>
  return %1 : tensor<2x?xf32>
}

func.func @main() {
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c8 = arith.constant 8 : index
  %x0 = arith.constant dense<[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]> : tensor<7xf32>
  %x = tensor.cast %x0 : tensor<7xf32> to tensor<?xf32>
  %s:2 = call @slice(%x, %c2, %c3) : (tensor<?xf32>, index, index) -> (tensor<?xf32>, tensor<?xf32>)
  %filling = arith.constant dense<-7.0> : tensor<f32>
  %p = call @pad(%s#1, %filling, %c3, %c8) : (tensor<?xf32>, tensor<f32>, index, index) -> tensor<2x?xf32>
  // CHECK: [-2, -4, -6]
  %s0 = tensor.cast %s#0 : tensor<?xf32> to tensor<*xf32>
  call @printMemrefF32(%s0) : (tensor<*xf32>) -> ()
  // CHECK: [2, 1, 0]
  %s1 = tensor.cast %s#1 : tensor<?xf32> to tensor<*xf32>
  call @printMemrefF32(%s1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 8]
  // CHECK: {{\[\[}}-7, -7, -7, -7, -7, -7, -7, -7],
  // CHECK-NEXT: [-7, -7, -7, 2, -7, 1, -7, 0]]
  %p0 = tensor.cast %p : tensor<2x?xf32> to tensor<*xf32>
  call @printMemrefF32(%p0) : (tensor<*xf32>) -> ()
  return
}
