// RUN: vf-opt %s %nd-to-llvm | %run-main | FileCheck %s

// Products over all combinations of awkward sizes, both operands as they are and transposed, against the sum of the
// products of elements. Elements are small integers, so that sums are exact in any order.

/// An m x n matrix of numbers from -2 to 2.
func.func private @matrix(%m: index, %n: index) -> tensor<?x?xf32> {
  %i = nd.iota axis = 0 sizes [%m, %n] -> tensor<?x?xi32>
  %j = nd.iota axis = 1 sizes [%m, %n] -> tensor<?x?xi32>
  %three = nd.constant dense<3> : tensor<i32>
  %seven = nd.constant dense<7> : tensor<i32>
  %five = nd.constant dense<5> : tensor<i32>
  %two = nd.constant dense<2> : tensor<i32>
  %0 = nd.mul %i, %three : tensor<?x?xi32>, tensor<i32> -> tensor<?x?xi32>
  %1 = nd.mul %j, %seven : tensor<?x?xi32>, tensor<i32> -> tensor<?x?xi32>
  %2 = nd.add %0, %1 : tensor<?x?xi32>, tensor<?x?xi32> -> tensor<?x?xi32>
  %3 = nd.floor_mod %2, %five : tensor<?x?xi32>, tensor<i32> -> tensor<?x?xi32>
  %4 = nd.sub %3, %two : tensor<?x?xi32>, tensor<i32> -> tensor<?x?xi32>
  %5 = nd.cast %4 : tensor<?x?xi32> -> tensor<?x?xf32>
  return %5 : tensor<?x?xf32>
}

/// The sum of the squared differences between a product and what it should be.
func.func private @error(%product: tensor<?x?xf32>, %a: tensor<?x?xf32>, %b: tensor<?x?xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %m = tensor.dim %a, %c0 : tensor<?x?xf32>
  %k = tensor.dim %a, %c1 : tensor<?x?xf32>
  %n = tensor.dim %b, %c1 : tensor<?x?xf32>
  %0 = nd.reshape %a sizes [%m, %k] : tensor<?x?xf32> -> tensor<?x?x1xf32>
  %1 = nd.reshape %b sizes [%k, %n] : tensor<?x?xf32> -> tensor<1x?x?xf32>
  %2 = nd.mul %0, %1 : tensor<?x?x1xf32>, tensor<1x?x?xf32> -> tensor<?x?x?xf32>
  %3 = nd.reduce sum %2 dimensions = [1] : tensor<?x?x?xf32> -> tensor<?x?xf32>
  %4 = nd.squared_difference %product, %3 : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  %5 = nd.reduce sum %4 dimensions = [0, 1] : tensor<?x?xf32> -> tensor<f32>
  %6 = tensor.extract %5[] : tensor<f32>
  return %6 : f32
}

func.func private @test(%m: index, %k: index, %n: index) -> f32 {
  %a = call @matrix(%m, %k) : (index, index) -> tensor<?x?xf32>
  %b = call @matrix(%k, %n) : (index, index) -> tensor<?x?xf32>
  %at = nd.transpose %a permutation = [1, 0] : tensor<?x?xf32> -> tensor<?x?xf32>
  %bt = nd.transpose %b permutation = [1, 0] : tensor<?x?xf32> -> tensor<?x?xf32>
  %0 = nd.matmul %a, %b : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  %1 = nd.matmul %at, %b transpose_a : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  %2 = nd.matmul %a, %bt transpose_b : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  %3 = nd.matmul %at, %bt transpose_a transpose_b : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  %e0 = call @error(%0, %a, %b) : (tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) -> f32
  %e1 = call @error(%1, %a, %b) : (tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) -> f32
  %e2 = call @error(%2, %a, %b) : (tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) -> f32
  %e3 = call @error(%3, %a, %b) : (tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) -> f32
  %e01 = arith.addf %e0, %e1 : f32
  %e23 = arith.addf %e2, %e3 : f32
  %e = arith.addf %e01, %e23 : f32
  return %e : f32
}

/// The same for sizes known at compile time, with an edge on every side; 300 x 1000 is too large to read in place.
func.func private @test_known() -> f32 {
  %c11 = arith.constant 11 : index
  %c300 = arith.constant 300 : index
  %c1000 = arith.constant 1000 : index
  %a = call @matrix(%c11, %c300) : (index, index) -> tensor<?x?xf32>
  %b = call @matrix(%c300, %c1000) : (index, index) -> tensor<?x?xf32>
  %as = tensor.cast %a : tensor<?x?xf32> to tensor<11x300xf32>
  %bs = tensor.cast %b : tensor<?x?xf32> to tensor<300x1000xf32>
  %0 = nd.matmul %as, %bs : tensor<11x300xf32>, tensor<300x1000xf32> -> tensor<11x1000xf32>
  %product = tensor.cast %0 : tensor<11x1000xf32> to tensor<?x?xf32>
  %e = call @error(%product, %a, %b) : (tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) -> f32
  return %e : f32
}

func.func @main() {
  %sizes = arith.constant dense<[0, 1, 2, 5, 6, 7, 13, 16, 17, 25]> : tensor<10xindex>
  %inner = arith.constant dense<[0, 1, 7, 300]> : tensor<4xindex>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c10 = arith.constant 10 : index
  %zero = arith.constant 0.0 : f32
  %total = scf.for %i = %c0 to %c10 step %c1 iter_args(%ti = %zero) -> f32 {
    %row = scf.for %j = %c0 to %c10 step %c1 iter_args(%tj = %ti) -> f32 {
      %column = scf.for %l = %c0 to %c4 step %c1 iter_args(%tl = %tj) -> f32 {
        %m = tensor.extract %sizes[%i] : tensor<10xindex>
        %n = tensor.extract %sizes[%j] : tensor<10xindex>
        %k = tensor.extract %inner[%l] : tensor<4xindex>
        %e = func.call @test(%m, %k, %n) : (index, index, index) -> f32
        %next = arith.addf %tl, %e : f32
        scf.yield %next : f32
      }
      scf.yield %column : f32
    }
    scf.yield %row : f32
  }
  %known = call @test_known() : () -> f32
  // CHECK: errors 0
  vector.print str "errors "
  vector.print %total : f32
  // CHECK: errors 0
  vector.print str "errors "
  vector.print %known : f32
  return
}
