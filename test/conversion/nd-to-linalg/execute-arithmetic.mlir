// RUN: vf-opt %s %nd-to-llvm | %run-main | FileCheck %s

// Where hardware traps or C leaves a result open, the dialect has a rule. Operands are arguments, so nothing folds.
func.func private @printMemrefI32(tensor<*xi32>)
func.func private @printMemrefF32(tensor<*xf32>)

func.func private @divide(%a: tensor<?xi32>, %b: tensor<?xi32>) -> (tensor<?xi32>, tensor<?xi32>, tensor<?xi32>) {
  %0 = nd.div %a, %b : tensor<?xi32>, tensor<?xi32> -> tensor<?xi32>
  %1 = nd.floor_div %a, %b : tensor<?xi32>, tensor<?xi32> -> tensor<?xi32>
  %2 = nd.floor_mod %a, %b : tensor<?xi32>, tensor<?xi32> -> tensor<?xi32>
  return %0, %1, %2 : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>
}

func.func private @convert(%x: tensor<?xf32>) -> (tensor<?xi32>, tensor<?xi32>) {
  %0 = nd.cast %x : tensor<?xf32> -> tensor<?xi32>
  %1 = nd.cast %x : tensor<?xf32> -> tensor<?xui8>
  %2 = nd.cast %1 : tensor<?xui8> -> tensor<?xi32>
  return %0, %2 : tensor<?xi32>, tensor<?xi32>
}

func.func private @extrema(%x: tensor<?xf32>, %y: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %0 = nd.max %x, %y : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  %1 = nd.relu %x : tensor<?xf32> -> tensor<?xf32>
  return %0, %1 : tensor<?xf32>, tensor<?xf32>
}

func.func @main() {
  %a0 = arith.constant dense<[7, -7, 7, -7, 5, -2147483648]> : tensor<6xi32>
  %b0 = arith.constant dense<[3, 3, -3, -3, 0, -1]> : tensor<6xi32>
  %a = tensor.cast %a0 : tensor<6xi32> to tensor<?xi32>
  %b = tensor.cast %b0 : tensor<6xi32> to tensor<?xi32>
  %q:3 = call @divide(%a, %b) : (tensor<?xi32>, tensor<?xi32>) -> (tensor<?xi32>, tensor<?xi32>, tensor<?xi32>)
  // CHECK: [2, -2, -2, 2, 0, -2147483648]
  %q0 = tensor.cast %q#0 : tensor<?xi32> to tensor<*xi32>
  call @printMemrefI32(%q0) : (tensor<*xi32>) -> ()
  // CHECK: [2, -3, -3, 2, 0, -2147483648]
  %q1 = tensor.cast %q#1 : tensor<?xi32> to tensor<*xi32>
  call @printMemrefI32(%q1) : (tensor<*xi32>) -> ()
  // CHECK: [1, 2, -2, -1, 0, 0]
  %q2 = tensor.cast %q#2 : tensor<?xi32> to tensor<*xi32>
  call @printMemrefI32(%q2) : (tensor<*xi32>) -> ()

  %x0 = arith.constant dense<[1.9, -1.9, 3.0e9, -3.0e9, 0x7FC00000, 0x7F800000]> : tensor<6xf32>
  %x = tensor.cast %x0 : tensor<6xf32> to tensor<?xf32>
  %c:2 = call @convert(%x) : (tensor<?xf32>) -> (tensor<?xi32>, tensor<?xi32>)
  // CHECK: [1, -1, 2147483647, -2147483648, 0, 2147483647]
  %c0 = tensor.cast %c#0 : tensor<?xi32> to tensor<*xi32>
  call @printMemrefI32(%c0) : (tensor<*xi32>) -> ()
  // CHECK: [1, 0, 255, 0, 0, 255]
  %c1 = tensor.cast %c#1 : tensor<?xi32> to tensor<*xi32>
  call @printMemrefI32(%c1) : (tensor<*xi32>) -> ()

  %y0 = arith.constant dense<[2.0, -2.0, 0x7FC00000, 1.0, 1.0, 1.0]> : tensor<6xf32>
  %y = tensor.cast %y0 : tensor<6xf32> to tensor<?xf32>
  %e:2 = call @extrema(%x, %y) : (tensor<?xf32>, tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>)
  // CHECK: [2, -1.9, nan, 1, nan, inf]
  %e0 = tensor.cast %e#0 : tensor<?xf32> to tensor<*xf32>
  call @printMemrefF32(%e0) : (tensor<*xf32>) -> ()
  // CHECK: [1.9, 0, 3e+09, 0, nan, inf]
  %e1 = tensor.cast %e#1 : tensor<?xf32> to tensor<*xf32>
  call @printMemrefF32(%e1) : (tensor<*xf32>) -> ()
  return
}
