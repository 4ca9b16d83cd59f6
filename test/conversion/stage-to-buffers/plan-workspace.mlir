// Places of temporaries in a core's workspace.
// RUN: vf-opt %s --split-input-file --vf-plan-workspace --canonicalize | FileCheck %s

// Nothing to place: no workspace.
// CHECK-LABEL: func.func @none(
// CHECK-SAME:    %{{[^,]+}}: memref<4xf32>) {
func.func @none(%w: memref<4xf32>) {
  return
}

// -----

// Two that live at once lie apart, at multiples of 64 bytes; a third takes the place of one that is dead.
// CHECK-LABEL: func.func @share(
// CHECK-SAME:    %[[W:[a-z0-9]+]]: memref<1xi8> {llvm.noalias}) attributes {vf.workspace = 192 : i64}
// CHECK-DAG:     %[[C0:.+]] = arith.constant 0 : index
// CHECK-DAG:     %[[C128:.+]] = arith.constant 128 : index
// CHECK-NOT:     memref.alloc
// CHECK:         memref.view %[[W]][%[[C0]]][] : memref<1xi8> to memref<17xf32>
// CHECK:         memref.view %[[W]][%[[C128]]][] : memref<1xi8> to memref<3xi64>
// CHECK:         memref.view %[[W]][%[[C0]]][] : memref<1xi8> to memref<2xf32>
func.func @share(%x: memref<17xf32>, %y: memref<3xi64>, %z: memref<2xf32>) {
  %a = memref.alloc() : memref<17xf32>
  memref.copy %x, %a : memref<17xf32> to memref<17xf32>
  %b = memref.alloc() : memref<3xi64>
  memref.copy %y, %b : memref<3xi64> to memref<3xi64>
  memref.copy %a, %x : memref<17xf32> to memref<17xf32>
  %c = memref.alloc() : memref<2xf32>
  memref.copy %z, %c : memref<2xf32> to memref<2xf32>
  memref.copy %b, %y : memref<3xi64> to memref<3xi64>
  memref.copy %c, %z : memref<2xf32> to memref<2xf32>
  return
}

// -----

// A buffer lives as long as what it was passed on as: through a view, a select, a branch and a loop.
// CHECK-LABEL: func.func @aliases(
// CHECK-SAME:    attributes {vf.workspace = 320 : i64}
// CHECK:         %[[C256:.+]] = arith.constant 256 : index
// CHECK:         memref.view %{{.+}}[%[[C256]]][] : memref<1xi8> to memref<5xf32>
func.func @aliases(%out: memref<8xf32>, %n: index, %b: i1, %f: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = memref.alloc() : memref<2x2xf32>
  %1 = memref.alloc() : memref<4xf32>
  %2 = memref.alloc() : memref<4xf32>
  %3 = memref.alloc() : memref<4xf32>
  %view = memref.collapse_shape %0 [[0, 1]] : memref<2x2xf32> into memref<4xf32>
  memref.store %f, %view[%c0] : memref<4xf32>
  memref.store %f, %1[%c0] : memref<4xf32>
  memref.store %f, %2[%c0] : memref<4xf32>
  memref.store %f, %3[%c0] : memref<4xf32>
  %selected = arith.select %b, %view, %1 : memref<4xf32>
  %branched = scf.if %b -> memref<4xf32> {
    memref.store %f, %out[%c1] : memref<8xf32>
    scf.yield %2 : memref<4xf32>
  } else {
    scf.yield %selected : memref<4xf32>
  }
  %looped = scf.for %i = %c0 to %n step %c1 iter_args(%a = %branched) -> memref<4xf32> {
    memref.store %f, %out[%i] : memref<8xf32>
    scf.yield %3 : memref<4xf32>
  }
  %late = memref.alloc() : memref<5xf32>
  memref.store %f, %late[%c0] : memref<5xf32>
  %l = memref.load %looped[%c0] : memref<4xf32>
  %m = memref.load %late[%c0] : memref<5xf32>
  %s = arith.addf %l, %m : f32
  memref.store %s, %out[%c0] : memref<8xf32>
  return
}

// -----

// A temporary of a loop's body lives in every iteration: nothing that the loop uses shares its place, what comes
// behind may.
// CHECK-LABEL: func.func @nested(
// CHECK-SAME:    %[[W:[a-z0-9]+]]: memref<1xi8> {llvm.noalias}) attributes {vf.workspace = 128 : i64}
// CHECK-DAG:     %[[C0:.+]] = arith.constant 0 : index
// CHECK-DAG:     %[[C64:.+]] = arith.constant 64 : index
// CHECK:         memref.view %[[W]][%[[C0]]]
// CHECK:         scf.for
// CHECK:           memref.view %[[W]][%[[C64]]]
// CHECK:         }
// CHECK:         memref.view %[[W]][%[[C0]]]
func.func @nested(%out: memref<4xf32>, %n: index, %f: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = memref.alloc() : memref<4xf32>
  memref.store %f, %a[%c0] : memref<4xf32>
  scf.for %i = %c0 to %n step %c1 {
    %b = memref.alloc() : memref<4xf32>
    memref.copy %a, %b : memref<4xf32> to memref<4xf32>
    memref.copy %b, %out : memref<4xf32> to memref<4xf32>
  }
  %c = memref.alloc() : memref<4xf32>
  memref.store %f, %c[%c0] : memref<4xf32>
  memref.copy %c, %out : memref<4xf32> to memref<4xf32>
  return
}

// -----

// Dynamic temporaries follow the static ones, each behind the other; a function of the sizes tells how much that is.
// CHECK-LABEL: func.func @dynamic_workspace(
// CHECK-SAME:    %[[N:[a-z0-9]+]]: index, %[[M:[a-z0-9]+]]: index) -> index {
// CHECK-DAG:     %[[C63:.+]] = arith.constant 63 : index
// CHECK-DAG:     %[[MASK:.+]] = arith.constant -64 : index
// CHECK-DAG:     %[[C64:.+]] = arith.constant 64 : index
// CHECK-DAG:     %[[MOST:.+]] = arith.constant 9223372036854775807 : index
// The bytes of the first, or the largest number where they cannot be said; rounded up, behind the static ones.
// CHECK:         %[[LOW:.+]], %[[HIGH:.+]] = arith.mulsi_extended
// CHECK:         %[[FITS:.+]] = arith.andi
// CHECK:         arith.select %[[FITS]], %[[LOW]],
// CHECK:         %[[B0:.+]] = arith.index_cast %{{.+}} : i64 to index
// CHECK:         %[[U0:.+]] = arith.addi %[[B0]], %[[C63]]
// CHECK:         %[[S0:.+]] = arith.select %{{.+}}, %[[U0]], %[[MOST]]
// CHECK:         %[[A0:.+]] = arith.andi %[[S0]], %[[MASK]]
// CHECK:         %[[O1:.+]] = arith.addi %[[A0]], %[[C64]]
// CHECK:         %[[END:.+]] = arith.select %{{.+}}, %[[O1]], %[[MOST]]
// CHECK:         arith.muli %[[N]], %[[M]]
// CHECK:         %[[SUM:.+]] = arith.addi %[[END]],
// CHECK:         %[[TOTAL:.+]] = arith.select %{{.+}}, %[[SUM]], %[[MOST]]
// CHECK:         return %[[TOTAL]]
// CHECK-LABEL: func.func @dynamic(
// CHECK-SAME:    %[[W:[a-z0-9]+]]: memref<1xi8> {llvm.noalias}) attributes {vf.workspace = 64 : i64}
// CHECK-DAG:     %[[C0:.+]] = arith.constant 0 : index
// CHECK-DAG:     %[[C64:.+]] = arith.constant 64 : index
// CHECK-DAG:     memref.view %[[W]][%[[C0]]][] : memref<1xi8> to memref<4xf32>
// CHECK-DAG:     memref.view %[[W]][%[[C64]]][%{{.+}}] : memref<1xi8> to memref<?xf32>
// CHECK-DAG:     memref.view %[[W]][%{{.+}}][%{{.+}}] : memref<1xi8> to memref<?x2xi8>
func.func @dynamic(%f: f32, %b: i8, %n: index, %m: index) {
  %c0 = arith.constant 0 : index
  %0 = memref.alloc() : memref<4xf32>
  memref.store %f, %0[%c0] : memref<4xf32>
  %1 = memref.alloc(%n) : memref<?xf32>
  memref.store %f, %1[%c0] : memref<?xf32>
  %nm = arith.muli %n, %m : index
  %2 = memref.alloc(%nm) : memref<?x2xi8>
  memref.store %b, %2[%c0, %c0] : memref<?x2xi8>
  return
}

// -----

// Sizes that a reshape reads are a temporary too: eight bytes each, so nine of them reach into a second line.
// CHECK-LABEL: func.func @indices(
// CHECK-SAME:    attributes {vf.workspace = 128 : i64}
// CHECK:         memref.view %{{.+}}[%{{.+}}][] : memref<1xi8> to memref<9xindex>
func.func @indices(%n: index) {
  %c0 = arith.constant 0 : index
  %0 = memref.alloc() : memref<9xindex>
  memref.store %n, %0[%c0] : memref<9xindex>
  return
}
