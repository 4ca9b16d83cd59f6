// RUN: vf-opt %s --canonicalize --split-input-file | FileCheck %s

// Arithmetic on constants, with wrapping integers and division by zero as the dialect defines them.
// CHECK-LABEL: @constants
func.func @constants() -> (tensor<2xf32>, tensor<2xui8>, tensor<i32>, tensor<f32>) {
  // CHECK-DAG: %[[SUM:.+]] = nd.constant dense<[4.000000e+00, 5.000000e+00]> : tensor<2xf32>
  // CHECK-DAG: %[[WRAPPED:.+]] = nd.constant dense<[44, 45]> : tensor<2xui8>
  // CHECK-DAG: %[[ZERO:.+]] = nd.constant dense<0> : tensor<i32>
  // CHECK-DAG: %[[NEG:.+]] = nd.constant dense<-3.000000e+00> : tensor<f32>
  // CHECK: return %[[SUM]], %[[WRAPPED]], %[[ZERO]], %[[NEG]]
  %a = nd.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %b = nd.constant dense<3.0> : tensor<f32>
  %0 = nd.add %a, %b : tensor<2xf32>, tensor<f32> -> tensor<2xf32>
  %c = nd.constant dense<[100, 101]> : tensor<2xui8>
  %d = nd.constant dense<200> : tensor<ui8>
  %1 = nd.add %c, %d : tensor<2xui8>, tensor<ui8> -> tensor<2xui8>
  %e = nd.constant dense<7> : tensor<i32>
  %f = nd.constant dense<0> : tensor<i32>
  %2 = nd.div %e, %f : tensor<i32>, tensor<i32> -> tensor<i32>
  %3 = nd.neg %b : tensor<f32> -> tensor<f32>
  return %0, %1, %2, %3 : tensor<2xf32>, tensor<2xui8>, tensor<i32>, tensor<f32>
}

// -----

// Conversions saturate and take NaN for 0.
// CHECK-LABEL: @casts
func.func @casts() -> (tensor<4xi8>, tensor<2xf32>, tensor<2xi1>) {
  // CHECK-DAG: %[[A:.+]] = nd.constant dense<[127, -128, 0, -1]> : tensor<4xi8>
  // CHECK-DAG: %[[B:.+]] = nd.constant dense<[2.550000e+02, 0.000000e+00]> : tensor<2xf32>
  // CHECK-DAG: %[[C:.+]] = nd.constant dense<[true, false]> : tensor<2xi1>
  // CHECK: return %[[A]], %[[B]], %[[C]]
  %a = nd.constant dense<[300.0, -300.0, 0x7FC00000, -1.7]> : tensor<4xf32>
  %0 = nd.cast %a : tensor<4xf32> -> tensor<4xi8>
  %b = nd.constant dense<[255, 0]> : tensor<2xui8>
  %1 = nd.cast %b : tensor<2xui8> -> tensor<2xf32>
  %2 = nd.cast %b : tensor<2xui8> -> tensor<2xi1>
  return %0, %1, %2 : tensor<4xi8>, tensor<2xf32>, tensor<2xi1>
}

// -----

// x * 1, x / 1 and x - 0 are x for floats too; x + 0 is x for integers only.
// CHECK-LABEL: @identities
// CHECK-SAME: (%[[X:.+]]: tensor<?xf32>, %[[I:.+]]: tensor<?xi32>)
func.func @identities(%x: tensor<?xf32>, %i: tensor<?xi32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xi32>, tensor<?xf32>, tensor<?xf32>) {
  // CHECK: %[[SUM:.+]] = nd.add %[[X]]
  // CHECK: return %[[X]], %[[X]], %[[I]], %[[SUM]], %[[X]]
  %one = nd.constant dense<1.0> : tensor<f32>
  %zero = nd.constant dense<0.0> : tensor<f32>
  %izero = nd.constant dense<0> : tensor<i32>
  %0 = nd.mul %one, %x : tensor<f32>, tensor<?xf32> -> tensor<?xf32>
  %1 = nd.div %x, %one : tensor<?xf32>, tensor<f32> -> tensor<?xf32>
  %2 = nd.add %i, %izero : tensor<?xi32>, tensor<i32> -> tensor<?xi32>
  %3 = nd.add %x, %zero : tensor<?xf32>, tensor<f32> -> tensor<?xf32>
  %4 = nd.sub %x, %zero : tensor<?xf32>, tensor<f32> -> tensor<?xf32>
  return %0, %1, %2, %3, %4 : tensor<?xf32>, tensor<?xf32>, tensor<?xi32>, tensor<?xf32>, tensor<?xf32>
}

// -----

// An exponent of 2 is a square, one of 1 nothing; others stay.
// CHECK-LABEL: @powers
// CHECK-SAME: (%[[X:.+]]: tensor<?xf32>)
func.func @powers(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  // CHECK: %[[SQUARE:.+]] = nd.square %[[X]]
  // CHECK: %[[CUBE:.+]] = nd.pow %[[X]]
  // CHECK: return %[[SQUARE]], %[[X]], %[[CUBE]]
  %one = nd.constant dense<1.0> : tensor<f32>
  %two = nd.constant dense<2.0> : tensor<f32>
  %three = nd.constant dense<3.0> : tensor<f32>
  %0 = nd.pow %x, %two : tensor<?xf32>, tensor<f32> -> tensor<?xf32>
  %1 = nd.pow %x, %one : tensor<?xf32>, tensor<f32> -> tensor<?xf32>
  %2 = nd.pow %x, %three : tensor<?xf32>, tensor<f32> -> tensor<?xf32>
  return %0, %1, %2 : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// -----

// Only values of at most 64 elements, or of one repeated, fold.
// CHECK-LABEL: @large
func.func @large() -> (tensor<100xi32>, tensor<1000xf32>) {
  // CHECK-DAG: %[[NEG:.+]] = nd.neg
  // CHECK-DAG: %[[SPLAT:.+]] = nd.constant dense<2.000000e+00> : tensor<1000xf32>
  // CHECK: return %[[NEG]], %[[SPLAT]]
  %a = nd.constant dense_resource<many> : tensor<100xi32>
  %0 = nd.neg %a : tensor<100xi32> -> tensor<100xi32>
  %b = nd.constant dense<1.0> : tensor<1000xf32>
  %1 = nd.add %b, %b : tensor<1000xf32>, tensor<1000xf32> -> tensor<1000xf32>
  return %0, %1 : tensor<100xi32>, tensor<1000xf32>
}

{-#
  dialect_resources: { builtin: { many: "0x040000000100000002000000" } }
#-}

// -----

// Movements that move nothing. Equal types with `?` do not make a broadcast one of them.
// CHECK-LABEL: @shapes
// CHECK-SAME: (%[[X:.+]]: tensor<?x4xf32>, %[[Y:.+]]: tensor<2x4xf32>, %[[N:.+]]: index)
func.func @shapes(%x: tensor<?x4xf32>, %y: tensor<2x4xf32>, %n: index)
    -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<2x4xf32>, tensor<?x4xf32>, tensor<8xf32>) {
  // CHECK-DAG: %[[B:.+]] = nd.broadcast %[[X]] sizes[%[[N]]]
  // CHECK-DAG: %[[R:.+]] = nd.reshape %[[Y]] : tensor<2x4xf32> -> tensor<8xf32>
  // CHECK: return %[[X]], %[[X]], %[[Y]], %[[B]], %[[R]]
  %0 = nd.reshape %x sizes [%n] : tensor<?x4xf32> -> tensor<?x4xf32>
  %1 = nd.transpose %x permutation = [0, 1] : tensor<?x4xf32> -> tensor<?x4xf32>
  %2 = nd.broadcast %y : tensor<2x4xf32> -> tensor<2x4xf32>
  %3 = nd.broadcast %x sizes [%n] : tensor<?x4xf32> -> tensor<?x4xf32>
  %4 = nd.reshape %y : tensor<2x4xf32> -> tensor<4x2xf32>
  %5 = nd.reshape %4 : tensor<4x2xf32> -> tensor<8xf32>
  return %0, %1, %2, %3, %5 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<2x4xf32>, tensor<?x4xf32>, tensor<8xf32>
}

// -----

// CHECK-LABEL: @splats
func.func @splats() -> (tensor<2x3xf32>, tensor<6xf32>, tensor<f32>) {
  // CHECK-DAG: %[[B:.+]] = nd.constant dense<5.000000e-01> : tensor<2x3xf32>
  // CHECK-DAG: %[[R:.+]] = nd.constant dense<5.000000e-01> : tensor<6xf32>
  // CHECK-DAG: %[[N:.+]] = nd.constant dense<7.000000e+00> : tensor<f32>
  // CHECK: return %[[B]], %[[R]], %[[N]]
  %c = nd.constant dense<0.5> : tensor<f32>
  %seven = arith.constant 7 : index
  %0 = nd.broadcast %c : tensor<f32> -> tensor<2x3xf32>
  %1 = nd.reshape %0 : tensor<2x3xf32> -> tensor<6xf32>
  %2 = nd.size %seven : tensor<f32>
  return %0, %1, %2 : tensor<2x3xf32>, tensor<6xf32>, tensor<f32>
}

// -----

// A known condition chooses, where the choice has the result's shape.
// CHECK-LABEL: @select
// CHECK-SAME: (%[[A:.+]]: tensor<4xf32>, %[[B:.+]]: tensor<f32>)
func.func @select(%a: tensor<4xf32>, %b: tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK: %[[S:.+]] = nd.select
  // CHECK: return %[[A]], %[[S]]
  %true = nd.constant dense<true> : tensor<i1>
  %false = nd.constant dense<false> : tensor<i1>
  %0 = nd.select %true, %a, %b : tensor<i1>, tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  %1 = nd.select %false, %a, %b : tensor<i1>, tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}
