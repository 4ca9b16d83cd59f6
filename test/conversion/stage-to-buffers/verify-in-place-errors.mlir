// RUN: vf-opt %s --vf-verify-in-place --split-input-file --verify-diagnostics

// The results are swapped.
// expected-error @below {{result #0 is not the buffer of argument #0: the update would be lost}}
func.func @swapped(%w: memref<4xf32> {vf.variable = "w", vf.output},
                   %v: memref<4xf32> {vf.variable = "v", vf.output}) -> (memref<4xf32>, memref<4xf32>) {
  return %v, %w : memref<4xf32>, memref<4xf32>
}

// -----

// A result is missing.
// expected-error @below {{returns 1 values, but has 2 output arguments}}
func.func @missing(%w: memref<4xf32> {vf.variable = "w", vf.output}, %out: memref<4xf32> {vf.output}) -> memref<4xf32> {
  return %w : memref<4xf32>
}

// -----

// The new value is in a buffer of its own.
// expected-error @below {{result #0 is not the buffer of argument #0}}
func.func @elsewhere(%w: memref<4xf32> {vf.variable = "w", vf.output}) -> memref<4xf32> {
  %0 = memref.alloc() : memref<4xf32>
  return %0 : memref<4xf32>
}

// -----

// A loop that ends with another buffer than it began with.
func.func @loop(%w: memref<4xf32> {vf.variable = "w", vf.output}, %n: index) -> memref<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %other = memref.alloc() : memref<4xf32>
  // expected-error @below {{hands on another buffer than it was given at position #0}}
  %0 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %w) -> memref<4xf32> {
    scf.yield %other : memref<4xf32>
  }
  return %0 : memref<4xf32>
}

// -----

// A branch one of whose sides yields another buffer.
// expected-error @below {{result #0 is not the buffer of argument #0}}
func.func @branch(%w: memref<4xf32> {vf.variable = "w", vf.output}, %b: i1) -> memref<4xf32> {
  %other = memref.alloc() : memref<4xf32>
  %0 = scf.if %b -> memref<4xf32> {
    scf.yield %w : memref<4xf32>
  } else {
    scf.yield %other : memref<4xf32>
  }
  return %0 : memref<4xf32>
}

// -----

// A part of the variable is not the variable.
// expected-error @below {{result #0 is not the buffer of argument #0}}
func.func @part(%w: memref<4xf32> {vf.variable = "w", vf.output}) -> memref<2xf32, strided<[1]>> {
  %0 = memref.subview %w[0] [2] [1] : memref<4xf32> to memref<2xf32, strided<[1]>>
  return %0 : memref<2xf32, strided<[1]>>
}

// -----

// A copy of a variable that nobody asked for.
func.func @unmarked(%w: memref<4xf32> {vf.variable = "w", vf.output}) -> memref<4xf32> {
  %old = memref.alloc() : memref<4xf32>
  // expected-error @below {{copies variable 'w' into a temporary}}
  memref.copy %w, %old : memref<4xf32> to memref<4xf32>
  return %w : memref<4xf32>
}

// -----

// Two buffers that change places, in a scf.while.
func.func @while(%w: memref<4xf32> {vf.variable = "w", vf.output}, %v: memref<4xf32> {vf.variable = "v", vf.output},
                 %c: i1) -> (memref<4xf32>, memref<4xf32>) {
  // expected-error @below {{hands on another buffer than it was given at position #0}}
  %0:2 = scf.while (%a = %w, %b = %v) : (memref<4xf32>, memref<4xf32>) -> (memref<4xf32>, memref<4xf32>) {
    scf.condition(%c) %a, %b : memref<4xf32>, memref<4xf32>
  } do {
  ^bb0(%a: memref<4xf32>, %b: memref<4xf32>):
    scf.yield %b, %a : memref<4xf32>, memref<4xf32>
  }
  return %0#0, %0#1 : memref<4xf32>, memref<4xf32>
}

// -----

// A branch that yields one buffer or another.
// expected-error @below {{result #0 is not the buffer of argument #0}}
func.func @branch(%w: memref<4xf32> {vf.variable = "w", vf.output}, %x: memref<4xf32>, %c: i1) -> memref<4xf32> {
  %0 = scf.if %c -> memref<4xf32> {
    scf.yield %w : memref<4xf32>
  } else {
    scf.yield %x : memref<4xf32>
  }
  return %0 : memref<4xf32>
}

// -----

// The copy of a variable that a loop carries.
func.func @copied_in_loop(%w: memref<4xf32> {vf.variable = "w", vf.output}, %n: index) -> memref<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %old = memref.alloc() : memref<4xf32>
  %0 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %w) -> memref<4xf32> {
    // expected-error @below {{copies variable 'w' into a temporary}}
    memref.copy %a, %old : memref<4xf32> to memref<4xf32>
    scf.yield %a : memref<4xf32>
  }
  return %0 : memref<4xf32>
}
