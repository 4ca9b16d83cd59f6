// RUN: vf-opt %s --vf-plan-workspace --split-input-file --verify-diagnostics

// A size that the stage reads from a buffer: nobody could allocate it before the stage runs.
func.func @loaded(%sizes: memref<2xindex>, %f: f32) {
  %c0 = arith.constant 0 : index
  %n = memref.load %sizes[%c0] : memref<2xindex>
  // expected-error @below {{'memref.alloc' op has a size that is not known before the stage runs}}
  %0 = memref.alloc(%n) : memref<?xf32>
  memref.store %f, %0[%c0] : memref<?xf32>
  return
}

// -----

// A size from a captured number that is no size.
func.func @number(%key: i64, %f: f32) {
  %c0 = arith.constant 0 : index
  %n = arith.index_cast %key : i64 to index
  // expected-error @below {{has a size that is not known before the stage runs}}
  %0 = memref.alloc(%n) : memref<?xf32>
  memref.store %f, %0[%c0] : memref<?xf32>
  return
}

// -----

// A size that changes from iteration to iteration.
func.func @loop(%n: index, %f: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    // expected-error @below {{has a size that is not known before the stage runs}}
    %0 = memref.alloc(%i) : memref<?xf32>
    memref.store %f, %0[%c0] : memref<?xf32>
  }
  return
}
