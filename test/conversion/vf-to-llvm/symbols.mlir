// Names of what stages bring into the model's module.
// RUN: vf-opt %s --convert-vf-to-llvm | FileCheck %s

// A function of the C library that two stages declare: declared once.
// CHECK:     llvm.func @expf(f32) -> f32
// CHECK-NOT: llvm.func @expf(

// Constants of one name in two stages: the second gives way, and its stage follows.
// CHECK:     llvm.mlir.global private constant @table(1.0{{.*}} : f32)
// CHECK:     llvm.func internal @a
// CHECK:       llvm.mlir.addressof @table : !llvm.ptr
// CHECK:       llvm.call @expf
// CHECK:     llvm.mlir.global private constant @[[TABLE:b_table_0]](2.0{{.*}} : f32)
// CHECK:     llvm.func internal @b
// CHECK:       llvm.mlir.addressof @[[TABLE]] : !llvm.ptr
// CHECK:       llvm.call @expf
module @a {
  llvm.func @expf(f32) -> f32
  llvm.mlir.global private constant @table(1.0 : f32) : f32
  llvm.func @a() {
    %0 = llvm.mlir.addressof @table : !llvm.ptr
    %1 = llvm.load %0 : !llvm.ptr -> f32
    %2 = llvm.call @expf(%1) : (f32) -> f32
    llvm.return
  }
}
module @b {
  llvm.func @expf(f32) -> f32
  llvm.mlir.global private constant @table(2.0 : f32) : f32
  llvm.func @b() {
    %0 = llvm.mlir.addressof @table : !llvm.ptr
    %1 = llvm.load %0 : !llvm.ptr -> f32
    %2 = llvm.call @expf(%1) : (f32) -> f32
    llvm.return
  }
}

// An entry that is called like an entry's function, and so its stage: the two are kept apart.
// CHECK:     llvm.func internal @vf_entry_0()
// CHECK:     llvm.func @vf.entry_0(
// CHECK:       llvm.call @vf_entry_0()
module @vf_entry_0 {
  llvm.func @vf_entry_0() {
    llvm.return
  }
}
vf.entry @vf_entry() {
  vf.call_stage @a variables [] writes []
  vf.call_stage @b variables [] writes []
  vf.call_stage @vf_entry_0 variables [] writes []
  vf.return
}
