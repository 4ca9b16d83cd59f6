// RUN: vf-opt %s --vf-lower-matmul --canonicalize --split-input-file | FileCheck %s

#lhs = affine_map<(m, n, k) -> (m, k)>
#rhs = affine_map<(m, n, k) -> (k, n)>
#rhs_t = affine_map<(m, n, k) -> (n, k)>
#out = affine_map<(m, n, k) -> (m, n)>

// Known sizes leave out the tiles that cannot occur: 6 rows and 16 columns are one tile, and the fill goes.
// CHECK-LABEL: @one_tile
// CHECK-NOT: linalg.fill
// CHECK-NOT: vector.maskedload
// CHECK: scf.for {{.*}} -> (vector<8xf32>, {{.*}}
// CHECK-COUNT-12: llvm.intr.fmuladd
// CHECK-NOT: llvm.intr.fmuladd
// CHECK-COUNT-12: vector.store
// CHECK: return
func.func @one_tile(%a: memref<6x9xf32>, %b: memref<9x16xf32>, %c: memref<6x16xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%c : memref<6x16xf32>)
  linalg.matmul indexing_maps = [#lhs, #rhs, #out] ins(%a, %b : memref<6x9xf32>, memref<9x16xf32>) outs(%c : memref<6x16xf32>)
  return
}

// -----

#lhs = affine_map<(m, n, k) -> (m, k)>
#rhs = affine_map<(m, n, k) -> (k, n)>
#out = affine_map<(m, n, k) -> (m, n)>

// Without a fill the product is added. The right edge is masked.
// CHECK-LABEL: @adds
// CHECK: vector.maskedload %arg1
// CHECK: vector.maskedload %arg2
// CHECK: arith.addf
// CHECK: vector.maskedstore %arg2
func.func @adds(%a: memref<1x9xf32>, %b: memref<9x3xf32>, %c: memref<1x3xf32>) {
  linalg.matmul indexing_maps = [#lhs, #rhs, #out] ins(%a, %b : memref<1x9xf32>, memref<9x3xf32>) outs(%c : memref<1x3xf32>)
  return
}

// -----

#lhs = affine_map<(m, n, k) -> (m, k)>
#rhs_t = affine_map<(m, n, k) -> (n, k)>
#out = affine_map<(m, n, k) -> (m, n)>

// A transposed right matrix goes through a tile on the stack, which is placed once.
// CHECK-LABEL: @packs
// CHECK: %[[TILE:.+]] = memref.alloca() {alignment = 64 : i64} : memref<256x16xf32>
// CHECK-NOT: memref.alloc
// CHECK: memref.store %{{.+}}, %[[TILE]]
// CHECK: vector.load %[[TILE]]
func.func @packs(%a: memref<?x?xf32>, %b: memref<?x?xf32>, %c: memref<?x?xf32>) {
  linalg.matmul indexing_maps = [#lhs, #rhs_t, #out] ins(%a, %b : memref<?x?xf32>, memref<?x?xf32>) outs(%c : memref<?x?xf32>)
  return
}

// -----

// Integers, and rows that are not contiguous, stay for plain loops.
// CHECK-LABEL: @others
// CHECK-COUNT-2: linalg.matmul
func.func @others(%a: memref<4x4xi32>, %b: memref<4x4xi32>, %c: memref<4x4xi32>, %s: memref<4x4xf32, strided<[1, 4]>>, %d: memref<4x4xf32>) {
  linalg.matmul ins(%a, %b : memref<4x4xi32>, memref<4x4xi32>) outs(%c : memref<4x4xi32>)
  linalg.matmul ins(%s, %d : memref<4x4xf32, strided<[1, 4]>>, memref<4x4xf32>) outs(%d : memref<4x4xf32>)
  return
}
