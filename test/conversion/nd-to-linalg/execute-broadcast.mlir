// RUN: vf-opt %s %nd-to-llvm | %run-main | FileCheck %s

// Addition of two vectors of unknown size, of which either may be 1, and its gradients: one binary, every case.
func.func private @printMemrefF32(tensor<*xf32>)

func.func private @add(%x: tensor<?xf32>, %y: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %m = tensor.dim %y, %c0 : tensor<?xf32>
  %repeats = arith.cmpi eq, %n, %c1 : index
  %size = arith.select %repeats, %m, %n : index
  %bx = nd.broadcast %x sizes [%size] : tensor<?xf32> -> tensor<?xf32>
  %by = nd.broadcast %y sizes [%size] : tensor<?xf32> -> tensor<?xf32>
  %sum = nd.add %bx, %by : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  %dx = nd.unbroadcast %sum sizes [%n] : tensor<?xf32> -> tensor<?xf32>
  %dy = nd.unbroadcast %sum sizes [%m] : tensor<?xf32> -> tensor<?xf32>
  return %sum, %dx, %dy : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

func.func private @show(%x: tensor<?xf32>, %y: tensor<?xf32>) {
  %r:3 = call @add(%x, %y) : (tensor<?xf32>, tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>)
  %0 = tensor.cast %r#0 : tensor<?xf32> to tensor<*xf32>
  call @printMemrefF32(%0) : (tensor<*xf32>) -> ()
  %1 = tensor.cast %r#1 : tensor<?xf32> to tensor<*xf32>
  call @printMemrefF32(%1) : (tensor<*xf32>) -> ()
  %2 = tensor.cast %r#2 : tensor<?xf32> to tensor<*xf32>
  call @printMemrefF32(%2) : (tensor<*xf32>) -> ()
  return
}

func.func @main() {
  %one = arith.constant dense<[10.0]> : tensor<1xf32>
  %three = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %none = arith.constant dense<> : tensor<0xf32>
  %x1 = tensor.cast %one : tensor<1xf32> to tensor<?xf32>
  %x3 = tensor.cast %three : tensor<3xf32> to tensor<?xf32>
  %x0 = tensor.cast %none : tensor<0xf32> to tensor<?xf32>
  // CHECK: [11, 12, 13]
  // CHECK: [36]
  // CHECK: [11, 12, 13]
  call @show(%x1, %x3) : (tensor<?xf32>, tensor<?xf32>) -> ()
  // CHECK: [11, 12, 13]
  // CHECK: [11, 12, 13]
  // CHECK: [36]
  call @show(%x3, %x1) : (tensor<?xf32>, tensor<?xf32>) -> ()
  // CHECK: [2, 4, 6]
  // CHECK: [2, 4, 6]
  // CHECK: [2, 4, 6]
  call @show(%x3, %x3) : (tensor<?xf32>, tensor<?xf32>) -> ()
  // CHECK: [20]
  // CHECK: [20]
  // CHECK: [20]
  call @show(%x1, %x1) : (tensor<?xf32>, tensor<?xf32>) -> ()
  // CHECK: sizes = [0]
  // CHECK: sizes = [1]
  // CHECK: [0]
  // CHECK: sizes = [0]
  call @show(%x1, %x0) : (tensor<?xf32>, tensor<?xf32>) -> ()
  return
}
