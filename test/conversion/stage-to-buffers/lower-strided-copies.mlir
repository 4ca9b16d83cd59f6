// RUN: vf-opt %s --vf-lower-strided-copies | FileCheck %s

// A copy out of a part of a buffer becomes a loop.
// CHECK-LABEL: func @strided
// CHECK-NOT: memref.copy
// CHECK: linalg.generic
func.func @strided(%part: memref<4x8xf32, strided<[16, 1]>>, %to: memref<4x8xf32>) {
  memref.copy %part, %to : memref<4x8xf32, strided<[16, 1]>> to memref<4x8xf32>
  return
}

// A copy between contiguous buffers stays: it is a memcpy.
// CHECK-LABEL: func @contiguous
// CHECK: memref.copy
func.func @contiguous(%from: memref<4x8xf32>, %to: memref<4x8xf32>) {
  memref.copy %from, %to : memref<4x8xf32> to memref<4x8xf32>
  return
}

// Nothing to do.
// CHECK-LABEL: func @empty
func.func @empty() {
  return
}
