// RUN: vf-opt %s --vf-parallelize-loops=min-work=4096 --split-input-file | FileCheck %s

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// A row-wise op over the core's arguments: parts of rows, at least 4096 / (8 * 64) + 1 of them. What the core promises
// of its arguments holds in the part.
// CHECK-LABEL: func.func @rows(
// CHECK-SAME:    %[[W:.+]]: memref<256x64xf32> {llvm.align = 64 : i64, llvm.noalias}, %[[X:.+]]: memref<256xf32> {llvm.noalias})
// CHECK-DAG:     %[[COUNT:.+]] = arith.constant 256 : index
// CHECK-DAG:     %[[GRAIN:.+]] = arith.constant 9 : index
// CHECK:         vf.parallel_for @rows.parallel_0 to %[[COUNT]] grain %[[GRAIN]] captures(%[[X]], %[[W]] : memref<256xf32>, memref<256x64xf32>)
// CHECK-NOT:     linalg.generic
// CHECK-LABEL: func.func private @rows.parallel_0(
// CHECK-SAME:    %[[BEGIN:[a-z0-9]+]]: index, %[[END:[a-z0-9]+]]: index, %[[X:.+]]: memref<256xf32> {llvm.noalias}, %[[W:.+]]: memref<256x64xf32> {llvm.align = 64 : i64, llvm.noalias})
// CHECK:         %[[SIZE:.+]] = arith.subi %[[END]], %[[BEGIN]]
// CHECK:         %[[XS:.+]] = memref.subview %[[X]][%[[BEGIN]]] [%[[SIZE]]] [1]
// CHECK:         %[[WS:.+]] = memref.subview %[[W]][%[[BEGIN]], 0] [%[[SIZE]], 64] [1, 1]
// CHECK:         linalg.generic {{.*}} ins(%[[XS]] {{.*}} outs(%[[WS]]
func.func @rows(%w: memref<256x64xf32> {llvm.align = 64 : i64, llvm.noalias}, %x: memref<256xf32> {llvm.noalias}) {
  linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<256xf32>) outs(%w : memref<256x64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

#id = affine_map<(i) -> (i)>

// Unknown sizes, of views that the part makes anew: the grain is settled where the op stands. Along a contiguous axis
// it is a multiple of 128. Scalars are captured, constants are not.
// CHECK-LABEL: func.func @unknown(
// CHECK-SAME:    %[[W:.+]]: memref<f32>, %[[N:.+]]: index, %[[LR:.+]]: f32)
// CHECK:         %[[VIEW:.+]] = memref.reinterpret_cast %[[W]]
// CHECK:         %[[COUNT:.+]] = memref.dim %[[VIEW]]
// CHECK:         %[[GRAIN:.+]] = arith.constant 640 : index
// CHECK:         vf.parallel_for @unknown.parallel_0 to %[[COUNT]] grain %[[GRAIN]] captures(%[[W]], %[[N]], %[[LR]] : memref<f32>, index, f32)
// CHECK-LABEL: func.func private @unknown.parallel_0(
// CHECK-SAME:    %[[BEGIN:[a-z0-9]+]]: index, %{{.+}}: index, %[[W:.+]]: memref<f32>, %[[N:.+]]: index, %[[LR:.+]]: f32)
// CHECK:         %[[VIEW:.+]] = memref.reinterpret_cast %[[W]] to offset: [0], sizes: [%[[N]]]
// CHECK:         %[[HALF:.+]] = arith.constant 5.000000e-01
// CHECK:         memref.subview %[[VIEW]][%[[BEGIN]]]
// CHECK:         linalg.generic
// CHECK:           arith.mulf %{{.+}}, %[[LR]]
// CHECK:           arith.addf %{{.+}}, %[[HALF]]
func.func @unknown(%w: memref<f32>, %n: index, %lr: f32) {
  %view = memref.reinterpret_cast %w to offset: [0], sizes: [%n], strides: [1] : memref<f32> to memref<?xf32>
  %half = arith.constant 0.5 : f32
  linalg.generic {indexing_maps = [#id], iterator_types = ["parallel"]} outs(%view : memref<?xf32>) {
  ^bb0(%out: f32):
    %0 = arith.mulf %out, %lr : f32
    %1 = arith.addf %0, %half : f32
    linalg.yield %1 : f32
  }
  return
}

// -----

// A product goes by rows of its result, with the fill before it, on one slice: --vf-lower-matmul still finds the pair.
// CHECK-LABEL: func.func @product
// CHECK-NOT:     linalg
// CHECK:         vf.parallel_for
// CHECK-NOT:     linalg
// CHECK-LABEL: func.func private @product.parallel_0
// CHECK:         %[[C:.+]] = memref.subview %{{.+}} : memref<64x48xf32> to memref<?x48xf32
// CHECK:         linalg.fill {{.*}} outs(%[[C]]
// CHECK:         %[[A:.+]] = memref.subview %{{.+}} : memref<64x32xf32> to memref<?x32xf32
// CHECK:         linalg.matmul ins(%[[A]], %{{.+}} : {{.*}}, memref<32x48xf32>) outs(%[[C]]
func.func @product(%a: memref<64x32xf32>, %b: memref<32x48xf32>, %c: memref<64x48xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%c : memref<64x48xf32>)
  linalg.matmul ins(%a, %b : memref<64x32xf32>, memref<32x48xf32>) outs(%c : memref<64x48xf32>)
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#column = affine_map<(i, j) -> (j)>

// Sums down the columns: the loop of the reduction stays whole, the columns are shared. Positions count from the
// whole op's beginning.
// CHECK:       #[[$AFTER:.+]] = affine_map<()[s0, s1] -> (s0 + s1)>
// CHECK-LABEL: func.func @columns
// CHECK:         vf.parallel_for @columns.parallel_0
// CHECK-LABEL: func.func private @columns.parallel_0(
// CHECK-SAME:    %[[BEGIN:[a-z0-9]+]]: index
// CHECK:         memref.subview %{{.+}}[0, %[[BEGIN]]] [64, %{{.+}}] [1, 1]
// CHECK:         linalg.generic {{.*}} iterator_types = ["reduction", "parallel"]
// CHECK:           %[[J:.+]] = linalg.index 1
// CHECK:           affine.apply #[[$AFTER]]()[%[[J]], %[[BEGIN]]]
func.func @columns(%x: memref<64x1024xf32>, %sums: memref<1024xf32>) {
  linalg.generic {indexing_maps = [#id, #column], iterator_types = ["reduction", "parallel"]}
      ins(%x : memref<64x1024xf32>) outs(%sums : memref<1024xf32>) {
  ^bb0(%in: f32, %out: f32):
    %j = linalg.index 1 : index
    %i = arith.index_cast %j : index to i32
    %p = arith.sitofp %i : i32 to f32
    %0 = arith.mulf %in, %p : f32
    %1 = arith.addf %out, %0 : f32
    linalg.yield %1 : f32
  }
  return
}

// -----

#id3 = affine_map<(i, j, k) -> (i, j, k)>

// Two iterations are too few to share: the next loop is cut.
// CHECK-LABEL: func.func @short_outermost
// CHECK:         vf.parallel_for @short_outermost.parallel_0
// CHECK-LABEL: func.func private @short_outermost.parallel_0(
// CHECK-SAME:    %[[BEGIN:[a-z0-9]+]]: index
// CHECK:         memref.subview %{{.+}}[0, %[[BEGIN]], 0]
func.func @short_outermost(%x: memref<2x512x64xf32>) {
  linalg.generic {indexing_maps = [#id3], iterator_types = ["parallel", "parallel", "parallel"]}
      outs(%x : memref<2x512x64xf32>) {
  ^bb0(%out: f32):
    %0 = arith.mulf %out, %out : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

#id = affine_map<(i) -> (i)>
#all = affine_map<(i) -> ()>

// Near misses, all left as they are: too small; a reduction alone.
// CHECK-LABEL: func.func @small
// CHECK-COUNT-2: linalg.generic
// CHECK-NOT:   vf.parallel_for
func.func @small(%x: memref<1000xf32>, %big: memref<100000xf32>, %sum: memref<f32>) {
  linalg.generic {indexing_maps = [#id], iterator_types = ["parallel"]} outs(%x : memref<1000xf32>) {
  ^bb0(%out: f32):
    %0 = arith.mulf %out, %out : f32
    linalg.yield %0 : f32
  }
  linalg.generic {indexing_maps = [#id, #all], iterator_types = ["reduction"]}
      ins(%big : memref<100000xf32>) outs(%sum : memref<f32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#swapped = affine_map<(i, j) -> (j, i)>
#sum = affine_map<(i, j) -> (i + j)>
#column = affine_map<(i, j) -> (j)>

// One part would read what another writes: the result's buffer, transposed, through another view, or in the body.
// CHECK-LABEL: func.func @reads_elsewhere
// CHECK-COUNT-3: linalg.generic
// CHECK-NOT:   vf.parallel_for
func.func @reads_elsewhere(%x: memref<512x512xf32>) {
  linalg.generic {indexing_maps = [#swapped, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<512x512xf32>) outs(%x : memref<512x512xf32>) {
  ^bb0(%in: f32, %out: f32):
    linalg.yield %in : f32
  }
  %first = memref.subview %x[0, 0] [1, 512] [1, 1] : memref<512x512xf32> to memref<512xf32, strided<[1]>>
  linalg.generic {indexing_maps = [#column, #id], iterator_types = ["parallel", "parallel"]}
      ins(%first : memref<512xf32, strided<[1]>>) outs(%x : memref<512x512xf32>) {
  ^bb0(%in: f32, %out: f32):
    linalg.yield %in : f32
  }
  %c0 = arith.constant 0 : index
  linalg.generic {indexing_maps = [#id], iterator_types = ["parallel", "parallel"]} outs(%x : memref<512x512xf32>) {
  ^bb0(%out: f32):
    %corner = memref.load %x[%c0, %c0] : memref<512x512xf32>
    linalg.yield %corner : f32
  }
  return
}

// -----

#window = affine_map<(i, j) -> (i + j)>
#kernel = affine_map<(i, j) -> (j)>
#out = affine_map<(i, j) -> (i)>

// An operand that no slice of one axis serves; and a buffer that is no view of an argument.
// CHECK-LABEL: func.func @no_slice
// CHECK-COUNT-2: linalg.generic
// CHECK-NOT:   vf.parallel_for
func.func @no_slice(%x: memref<5007xf32>, %k: memref<8xf32>, %y: memref<5000xf32>) {
  linalg.generic {indexing_maps = [#window, #kernel, #out], iterator_types = ["parallel", "reduction"]}
      ins(%x, %k : memref<5007xf32>, memref<8xf32>) outs(%y : memref<5000xf32>) {
  ^bb0(%in: f32, %weight: f32, %out: f32):
    %0 = arith.mulf %in, %weight : f32
    %1 = arith.addf %0, %out : f32
    linalg.yield %1 : f32
  }
  %own = memref.alloc() : memref<5000xf32>
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%own : memref<5000xf32>) {
  ^bb0(%out: f32):
    linalg.yield %out : f32
  }
  return
}

// -----

// Nothing to do.
// CHECK-LABEL: func.func @empty
// CHECK-NEXT:    return
func.func @empty() {
  return
}
