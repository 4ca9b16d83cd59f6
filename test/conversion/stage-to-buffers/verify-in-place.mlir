// Cores whose updates are proved to be in place.
// RUN: vf-opt %s --vf-verify-in-place | FileCheck %s

// Results are the output arguments in their order; the variable that is only read is none.
// CHECK-LABEL: @in_order
func.func @in_order(%w: memref<4xf32> {vf.variable = "w", vf.output}, %v: memref<4xf32> {vf.variable = "v"},
                    %out: memref<4xf32> {vf.output}) -> (memref<4xf32>, memref<4xf32>) {
  return %w, %out : memref<4xf32>, memref<4xf32>
}

// Through a cast, a loop that carries the buffer, and a branch whose sides both yield it.
// CHECK-LABEL: @through
func.func @through(%w: memref<4xf32> {vf.variable = "w", vf.output}, %n: index, %b: i1) -> memref<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %f = arith.constant 1.0 : f32
  %0 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %w) -> memref<4xf32> {
    memref.store %f, %a[%i] : memref<4xf32>
    scf.yield %a : memref<4xf32>
  }
  %1 = scf.if %b -> memref<4xf32> {
    memref.store %f, %0[%c0] : memref<4xf32>
    scf.yield %0 : memref<4xf32>
  } else {
    scf.yield %0 : memref<4xf32>
  }
  %2 = memref.cast %1 : memref<4xf32> to memref<?xf32>
  return %2 : memref<?xf32>
}

// The copy of an old value is marked; a copy into another variable or a destination is what was asked for; a copy of
// an input costs no variable's size.
// CHECK-LABEL: @copies
func.func @copies(%w: memref<4xf32> {vf.variable = "w", vf.output}, %v: memref<4xf32> {vf.variable = "v", vf.output},
                  %x: memref<4xf32>, %out: memref<4xf32> {vf.output}) -> (memref<4xf32>, memref<4xf32>, memref<4xf32>) {
  %old = memref.alloc() : memref<4xf32>
  memref.copy %w, %old : memref<4xf32> to memref<4xf32> loc(fused<"vf.copy">["node"])
  %input = memref.alloc() : memref<4xf32>
  memref.copy %x, %input : memref<4xf32> to memref<4xf32>
  memref.copy %w, %v : memref<4xf32> to memref<4xf32>
  memref.copy %old, %out : memref<4xf32> to memref<4xf32>
  return %w, %v, %out : memref<4xf32>, memref<4xf32>, memref<4xf32>
}
