// RUN: vf-opt %s --pass-pipeline='builtin.module(builtin.module(convert-vf-parallel-to-llvm,reconcile-unrealized-casts),convert-vf-to-llvm,canonicalize)' | FileCheck %s

// A parallel loop: its captures travel in a struct on the stack, and the stage gets the context from its entry.

// CHECK-LABEL: llvm.func internal @shared(
// CHECK-SAME:    %[[N:.+]]: i64, %[[X:.+]]: f32, %[[CONTEXT:.+]]: !llvm.ptr) attributes {no_inline, vf.context}
// CHECK-DAG:     %[[BODY:.+]] = llvm.mlir.addressof @shared.parallel_0.body
// CHECK-DAG:     %[[STATE:.+]] = llvm.alloca %{{.+}} x !llvm.struct<(i64, f32)>
// CHECK:         %[[FIRST:.+]] = llvm.getelementptr %[[STATE]][0, 0]
// CHECK:         llvm.store %[[N]], %[[FIRST]]
// CHECK:         %[[SECOND:.+]] = llvm.getelementptr %[[STATE]][0, 1]
// CHECK:         llvm.store %[[X]], %[[SECOND]]
// CHECK:         llvm.call @vf.parallel_for(%[[CONTEXT]], %[[N]], %[[N]], %[[BODY]], %[[STATE]])
module @shared {
  llvm.func @shared(%n: i64, %x: f32) {
    %i = builtin.unrealized_conversion_cast %n : i64 to index
    vf.parallel_for @shared.parallel_0 to %i grain %i captures(%i, %x : index, f32)
    llvm.return
  }
  llvm.func @shared.parallel_0(%begin: i64, %end: i64, %n: i64, %x: f32) {
    llvm.return
  }
}
// CHECK-LABEL: llvm.func internal @shared.parallel_0(
// CHECK-LABEL: llvm.func internal @shared.parallel_0.body(
// CHECK-SAME:    %[[STATE:.+]]: !llvm.ptr, %[[BEGIN:.+]]: i64, %[[END:.+]]: i64)
// CHECK:         %[[FIRST:.+]] = llvm.getelementptr %[[STATE]][0, 0]
// CHECK:         %[[N:.+]] = llvm.load %[[FIRST]]
// CHECK:         %[[SECOND:.+]] = llvm.getelementptr %[[STATE]][0, 1]
// CHECK:         %[[X:.+]] = llvm.load %[[SECOND]]
// CHECK:         llvm.call @shared.parallel_0(%[[BEGIN]], %[[END]], %[[N]], %[[X]])

// One way to the runtime for all stages. A runtime whose table ends before the member leaves the loop to its caller.
// CHECK-LABEL: llvm.func internal @vf.parallel_for(
// CHECK-SAME:    %[[CONTEXT:.+]]: !llvm.ptr, %[[COUNT:.+]]: i64, %[[GRAIN:.+]]: i64, %[[BODY:.+]]: !llvm.ptr, %[[STATE:.+]]: !llvm.ptr)
// CHECK:         %[[ZERO:.+]] = llvm.mlir.constant(0 : i64)
// CHECK:         %[[APIP:.+]] = llvm.getelementptr %[[CONTEXT]][0, 0]
// CHECK:         %[[API:.+]] = llvm.load %[[APIP]]
// CHECK:         %[[BYTES:.+]] = llvm.ptrtoint %{{.+}} : !llvm.ptr to i32
// CHECK:         %[[SIZEP:.+]] = llvm.getelementptr %[[API]][0, 0]
// CHECK:         %[[SIZE:.+]] = llvm.load %[[SIZEP]]
// CHECK:         %[[HAS:.+]] = llvm.icmp "uge" %[[SIZE]], %[[BYTES]]
// CHECK:         llvm.cond_br %[[HAS]], ^[[SHARED:.+]], ^[[ALONE:.+]]
// CHECK:       ^[[SHARED]]:
// CHECK:         %[[MEMBER:.+]] = llvm.getelementptr %[[API]][0, 5]
// CHECK:         %[[FUNCTION:.+]] = llvm.load %[[MEMBER]]
// CHECK:         llvm.call %[[FUNCTION]](%[[CONTEXT]], %[[COUNT]], %[[GRAIN]], %[[BODY]], %[[STATE]])
// CHECK:       ^[[ALONE]]:
// CHECK:         llvm.call %[[BODY]](%[[STATE]], %[[ZERO]], %[[COUNT]])
// CHECK-NOT:   llvm.func {{.*}}@vf.parallel_for

// A second stage with a loop.
module @second {
  llvm.func @second(%n: i64) {
    %i = builtin.unrealized_conversion_cast %n : i64 to index
    vf.parallel_for @second.parallel_0 to %i grain %i
    llvm.return
  }
  llvm.func @second.parallel_0(%begin: i64, %end: i64) {
    llvm.return
  }
}
// A stage without one stays as it is.
// CHECK: llvm.func internal @alone(%{{.+}}: i64) attributes {no_inline} {
module @alone {
  llvm.func @alone(%n: i64) {
    llvm.return
  }
}

// CHECK-LABEL: llvm.func @vf.entry_0(
// CHECK-SAME:    %[[CONTEXT:[a-z0-9]+]]: !llvm.ptr
// CHECK:         llvm.call @second(%{{.+}}, %[[CONTEXT]])
// CHECK:         llvm.call @alone(%{{[0-9]+}}) :
vf.entry @calls(%x: tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  vf.call_stage @second variables [] writes [] scalars(%n : index)
  vf.call_stage @alone variables [] writes [] scalars(%n : index)
  vf.return
}
