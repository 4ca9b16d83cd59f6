// RUN: vf-opt %s --verify-roundtrip | FileCheck %s
// RUN: vf-opt %s --canonicalize | FileCheck %s --check-prefix=FOLD

// Complex numbers are constants, are moved like other elements, and compute where no order is needed.
// CHECK-LABEL: @numbers
func.func @numbers(%a: tensor<?x3xcomplex<f32>>, %i: tensor<2xi32>, %p: tensor<3xi1>)
    -> (tensor<2x3xcomplex<f32>>, tensor<3xcomplex<f32>>, tensor<?x3xi1>, tensor<?x?xcomplex<f32>>) {
  // CHECK-NEXT: nd.constant dense<[(1.000000e+00,2.000000e+00), (0.000000e+00,0.000000e+00), (-1.000000e+00,5.000000e-01)]>
  %c = nd.constant dense<[(1.0, 2.0), (0.0, 0.0), (-1.0, 0.5)]> : tensor<3xcomplex<f32>>
  // CHECK-NEXT: nd.mul %{{.+}}, %{{.+}} : tensor<?x3xcomplex<f32>>, tensor<3xcomplex<f32>> -> tensor<?x3xcomplex<f32>>
  %0 = nd.mul %a, %c : tensor<?x3xcomplex<f32>>, tensor<3xcomplex<f32>> -> tensor<?x3xcomplex<f32>>
  // CHECK-NEXT: nd.gather
  %1 = nd.gather %0, %i : tensor<?x3xcomplex<f32>>, tensor<2xi32> -> tensor<2x3xcomplex<f32>>
  // CHECK-NEXT: nd.reduce prod
  %2 = nd.reduce prod %1 dimensions = [0] : tensor<2x3xcomplex<f32>> -> tensor<3xcomplex<f32>>
  // CHECK-NEXT: nd.select
  %3 = nd.select %p, %2, %c : tensor<3xi1>, tensor<3xcomplex<f32>>, tensor<3xcomplex<f32>> -> tensor<3xcomplex<f32>>
  // CHECK-NEXT: nd.compare ne
  %4 = nd.compare ne %a, %3 : tensor<?x3xcomplex<f32>>, tensor<3xcomplex<f32>> -> tensor<?x3xi1>
  // CHECK-NEXT: nd.matmul
  %5 = nd.matmul %a, %a transpose_b : tensor<?x3xcomplex<f32>>, tensor<?x3xcomplex<f32>> -> tensor<?x?xcomplex<f32>>
  return %1, %3, %4, %5 : tensor<2x3xcomplex<f32>>, tensor<3xcomplex<f32>>, tensor<?x3xi1>, tensor<?x?xcomplex<f32>>
}

// Parts broadcast as any operands do.
// CHECK-LABEL: @parts
func.func @parts(%re: tensor<4x1xf64>, %im: tensor<?xf64>) -> (tensor<4x?xf64>, tensor<4x?xf64>, tensor<4x?xf64>) {
  // CHECK-NEXT: nd.complex %{{.+}}, %{{.+}} : tensor<4x1xf64>, tensor<?xf64> -> tensor<4x?xcomplex<f64>>
  %z = nd.complex %re, %im : tensor<4x1xf64>, tensor<?xf64> -> tensor<4x?xcomplex<f64>>
  // CHECK-NEXT: nd.conj %{{.+}} : tensor<4x?xcomplex<f64>> -> tensor<4x?xcomplex<f64>>
  %c = nd.conj %z : tensor<4x?xcomplex<f64>> -> tensor<4x?xcomplex<f64>>
  // CHECK-NEXT: nd.real %{{.+}} : tensor<4x?xcomplex<f64>> -> tensor<4x?xf64>
  %0 = nd.real %c : tensor<4x?xcomplex<f64>> -> tensor<4x?xf64>
  // CHECK-NEXT: nd.imag
  %1 = nd.imag %c : tensor<4x?xcomplex<f64>> -> tensor<4x?xf64>
  // CHECK-NEXT: nd.magnitude
  %2 = nd.magnitude %c : tensor<4x?xcomplex<f64>> -> tensor<4x?xf64>
  return %0, %1, %2 : tensor<4x?xf64>, tensor<4x?xf64>, tensor<4x?xf64>
}

// CHECK-LABEL: @roots
func.func @roots(%z: tensor<?xcomplex<f32>>) -> (tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>) {
  // CHECK-NEXT: nd.sqrt %{{.+}} : tensor<?xcomplex<f32>> -> tensor<?xcomplex<f32>>
  %0 = nd.sqrt %z : tensor<?xcomplex<f32>> -> tensor<?xcomplex<f32>>
  // CHECK-NEXT: nd.rsqrt %{{.+}} : tensor<?xcomplex<f32>> -> tensor<?xcomplex<f32>>
  %1 = nd.rsqrt %0 : tensor<?xcomplex<f32>> -> tensor<?xcomplex<f32>>
  return %0, %1 : tensor<?xcomplex<f32>>, tensor<?xcomplex<f32>>
}

// What only moves elements folds; arithmetic on complex constants, and times 1, which changes infinities, does not.
// FOLD-LABEL: @folds
// FOLD-SAME: (%[[X:.+]]: tensor<2xcomplex<f32>>)
func.func @folds(%x: tensor<2xcomplex<f32>>)
    -> (tensor<2x3xcomplex<f32>>, tensor<complex<f32>>, tensor<2xcomplex<f32>>, tensor<f32>, tensor<complex<f32>>) {
  // FOLD-DAG: %[[B:.+]] = nd.constant dense<(1.000000e+00,0.000000e+00)> : tensor<2x3xcomplex<f32>>
  // FOLD-DAG: %[[C:.+]] = nd.constant dense<(1.000000e+00,0.000000e+00)> : tensor<complex<f32>>
  %c = nd.constant dense<(1.0, 0.0)> : tensor<complex<f32>>
  %0 = nd.broadcast %c : tensor<complex<f32>> -> tensor<2x3xcomplex<f32>>
  // FOLD-DAG: %[[ADD:.+]] = nd.add %[[C]], %[[C]]
  %1 = nd.add %c, %c : tensor<complex<f32>>, tensor<complex<f32>> -> tensor<complex<f32>>
  // FOLD-DAG: %[[MUL:.+]] = nd.mul %[[X]], %[[C]]
  %2 = nd.mul %x, %c : tensor<2xcomplex<f32>>, tensor<complex<f32>> -> tensor<2xcomplex<f32>>
  // FOLD-DAG: %[[CAST:.+]] = nd.cast %[[C]]
  %3 = nd.cast %c : tensor<complex<f32>> -> tensor<f32>
  // FOLD: return %[[B]], %[[ADD]], %[[MUL]], %[[CAST]], %[[C]]
  %4 = nd.cast %c : tensor<complex<f32>> -> tensor<complex<f32>>
  return %0, %1, %2, %3, %4 : tensor<2x3xcomplex<f32>>, tensor<complex<f32>>, tensor<2xcomplex<f32>>, tensor<f32>, tensor<complex<f32>>
}
