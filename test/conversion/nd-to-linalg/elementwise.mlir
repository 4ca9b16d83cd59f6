// RUN: vf-opt %s --convert-nd-to-linalg --canonicalize --cse | FileCheck %s

// Axes of size 1 and missing axes are maps; a constant of one value is no input.
// CHECK-DAG: #[[$ALL:.+]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[$ROW:.+]] = affine_map<(d0, d1) -> (d1)>
// CHECK-DAG: #[[$COLUMN:.+]] = affine_map<(d0, d1) -> (d0, 0)>

// CHECK-LABEL: @broadcast_by_type
// CHECK-SAME: (%[[A:.+]]: tensor<?x4xf32>, %[[B:.+]]: tensor<4xf32>, %[[C:.+]]: tensor<?x1xf32>)
func.func @broadcast_by_type(%a: tensor<?x4xf32>, %b: tensor<4xf32>, %c: tensor<?x1xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) {
  // CHECK: %[[N:.+]] = tensor.dim %[[A]]
  // CHECK: %[[INIT:.+]] = tensor.empty(%[[N]]) : tensor<?x4xf32>
  // CHECK: linalg.generic {indexing_maps = [#[[$ALL]], #[[$ROW]], #[[$ALL]]], iterator_types = ["parallel", "parallel"]} ins(%[[A]], %[[B]] : {{.*}}) outs(%[[INIT]]
  // CHECK: arith.addf
  %0 = nd.add %a, %b : tensor<?x4xf32>, tensor<4xf32> -> tensor<?x4xf32>
  // CHECK: linalg.generic {indexing_maps = [#[[$ALL]], #[[$COLUMN]], #[[$ALL]]]
  // CHECK: arith.subf
  %1 = nd.sub %a, %c : tensor<?x4xf32>, tensor<?x1xf32> -> tensor<?x4xf32>
  // CHECK: linalg.generic {indexing_maps = [#[[$ALL]], #[[$ALL]]]
  // CHECK: arith.mulf %{{.+}}, %cst
  %half = nd.constant dense<0.5> : tensor<f32>
  %2 = nd.mul %a, %half : tensor<?x4xf32>, tensor<f32> -> tensor<?x4xf32>
  return %0, %1, %2 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}

// An axis that is decided at run time is read at its index times 0 or 1.
// CHECK-LABEL: @broadcast_at_run_time
// CHECK-SAME: (%[[X:.+]]: tensor<?xf32>, %[[N:.+]]: index)
func.func @broadcast_at_run_time(%x: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  // CHECK: %[[SIZE:.+]] = tensor.dim %[[X]]
  // CHECK: %[[REPEATS:.+]] = arith.cmpi eq, %[[SIZE]], %c1
  // CHECK: %[[STEP:.+]] = arith.select %[[REPEATS]], %c0, %c1
  // CHECK: linalg.generic
  // CHECK: %[[LOOP:.+]] = linalg.index 0
  // CHECK: %[[INDEX:.+]] = arith.muli %[[LOOP]], %[[STEP]]
  // CHECK: tensor.extract %[[X]][%[[INDEX]]]
  %0 = nd.broadcast %x sizes [%n] : tensor<?xf32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// The sign leaves the types, also the function's, and picks the op.
// CHECK-LABEL: @signs
// CHECK-SAME: (%{{.+}}: tensor<?xi8>, %{{.+}}: tensor<?xi8>) -> (tensor<?xi8>, tensor<?xi8>, index)
func.func @signs(%u: tensor<?xui8>, %s: tensor<?xi8>) -> (tensor<?xui8>, tensor<?xi8>, index) {
  // CHECK: tensor.dim %{{.+}} : tensor<?xi8>
  // CHECK: arith.divui
  %0 = nd.div %u, %u : tensor<?xui8>, tensor<?xui8> -> tensor<?xui8>
  // CHECK: arith.divsi
  %1 = nd.div %s, %s : tensor<?xi8>, tensor<?xi8> -> tensor<?xi8>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %0, %c0 : tensor<?xui8>
  return %0, %1, %n : tensor<?xui8>, tensor<?xi8>, index
}

// Half precision is computed in f32; bf16 converts without the compiler's own conversion.
// CHECK-LABEL: @halves
func.func @halves(%h: tensor<?xf16>, %b: tensor<?xbf16>) -> (tensor<?xf16>, tensor<?xbf16>) {
  // CHECK: arith.extf %{{.+}} : f16 to f32
  // CHECK: math.exp %{{.+}} : f32
  // CHECK: arith.truncf %{{.+}} : f32 to f16
  %0 = nd.exp %h : tensor<?xf16> -> tensor<?xf16>
  // CHECK-NOT: arith.extf
  // CHECK: arith.shli
  // CHECK: math.exp %{{.+}} : f32
  // CHECK: arith.bitcast %{{.+}} : i16 to bf16
  // CHECK-NOT: arith.truncf
  %1 = nd.exp %b : tensor<?xbf16> -> tensor<?xbf16>
  return %0, %1 : tensor<?xf16>, tensor<?xbf16>
}

// A scatter that only moves elements keeps their bits: nothing widens a bf16.
// CHECK-LABEL: @scatter_moves
func.func @scatter_moves(%table: tensor<9xbf16>, %ids: tensor<?xi32>, %x: tensor<?xbf16>) -> tensor<9xbf16> {
  // CHECK: %[[X:.+]] = tensor.extract_slice %arg2
  // CHECK-NEXT: tensor.insert_slice %[[X]] into
  %0 = nd.scatter update %table, %ids, %x : tensor<9xbf16>, tensor<?xi32>, tensor<?xbf16> -> tensor<9xbf16>
  return %0 : tensor<9xbf16>
}

// The sum of truth values is true where one of them is.
// CHECK-LABEL: @scatter_adds_truth
func.func @scatter_adds_truth(%table: tensor<9xi1>, %ids: tensor<?xi32>, %x: tensor<?xi1>) -> tensor<9xi1> {
  // CHECK: arith.ori
  %0 = nd.scatter add %table, %ids, %x : tensor<9xi1>, tensor<?xi32>, tensor<?xi1> -> tensor<9xi1>
  return %0 : tensor<9xi1>
}
