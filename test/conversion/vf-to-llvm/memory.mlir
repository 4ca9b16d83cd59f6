// What an entry allocates, all of it at its head: values that cross stages, and the stages' workspace behind them.
// RUN: vf-opt %s --convert-vf-to-llvm --canonicalize | FileCheck %s

module @ab {
  llvm.func @ab(%a: !llvm.ptr, %b: !llvm.ptr) {
    llvm.return
  }
}
module @scratch {
  llvm.func @scratch(%a: !llvm.ptr, %workspace: !llvm.ptr) attributes {vf.workspace = 128 : i64} {
    llvm.return
  }
}
module @sized {
  llvm.func @sized_workspace(%n: i64, %x0: i64, %out0: i64) -> i64 {
    llvm.return %x0 : i64
  }
  llvm.func @sized(%x: !llvm.ptr, %n: i64, %key: i64, %out: !llvm.ptr, %x0: i64, %out0: i64, %workspace: !llvm.ptr) attributes {vf.workspace = 64 : i64} {
    llvm.return
  }
}
module @dynamic {
  llvm.func @dynamic(%x: !llvm.ptr, %out: !llvm.ptr, %x0: i64, %out0: i64) {
    llvm.return
  }
}
vf.generator @noise seed = 1 seed2 = 2

// Values of known sizes share the arena over time, at multiples of 64 bytes: the third takes the first's place.
// CHECK-LABEL: llvm.func @vf.entry_0(
vf.entry @share(%x: tensor<17xf32>) {
  // CHECK-DAG:  %[[BYTES:.+]] = llvm.mlir.constant(256 : i64)
  // CHECK:      llvm.call %{{.+}}(%{{.+}}, %[[BYTES]]) : !llvm.ptr, (!llvm.ptr, i64) -> i32
  // CHECK:      %[[ARENAP:.+]] = llvm.getelementptr %{{.+}}[0, 3]
  // CHECK:      %[[ARENA:.+]] = llvm.load %[[ARENAP]]
  // CHECK:      llvm.call @ab(%{{.+}}, %[[ARENA]])
  // CHECK:      %[[SECOND:.+]] = llvm.getelementptr %[[ARENA]][128]
  // CHECK:      llvm.call @ab(%[[ARENA]], %[[SECOND]])
  // CHECK:      llvm.call @ab(%[[SECOND]], %[[ARENA]])
  %0 = vf.call_stage @ab variables [] writes [] ins(%x : tensor<17xf32>) -> tensor<17xf32>
  %1 = vf.call_stage @ab variables [] writes [] ins(%0 : tensor<17xf32>) -> tensor<17xf32>
  %2 = vf.call_stage @ab variables [] writes [] ins(%1 : tensor<17xf32>) -> tensor<17xf32>
  vf.return
}

// A value of dynamic size lies behind those of known ones, the workspace behind all; its bytes are rounded up.
// CHECK-LABEL: llvm.func @vf.entry_1(
vf.entry @behind(%x: tensor<?xf32>) {
  // CHECK-DAG:  %[[C63:.+]] = arith.constant 63 : i64
  // CHECK-DAG:  %[[MASK:.+]] = arith.constant -64 : i64
  // CHECK-DAG:  %[[MOST:.+]] = arith.constant 9223372036854775807 : i64
  // CHECK-DAG:  %[[C64:.+]] = llvm.mlir.constant(64 : i64)
  // CHECK-DAG:  %[[C128:.+]] = llvm.mlir.constant(128 : i64)
  // CHECK:      %[[LOW:.+]], %[[HIGH:.+]] = arith.mulsi_extended
  // CHECK:      %[[B:.+]] = arith.select %{{.+}}, %[[LOW]], %[[MOST]]
  // CHECK:      %[[U:.+]] = arith.addi %[[B]], %[[C63]]
  // CHECK:      %[[S:.+]] = arith.select %{{.+}}, %[[U]], %[[MOST]]
  // CHECK:      %[[A:.+]] = arith.andi %[[S]], %[[MASK]]
  // CHECK:      %[[SUM:.+]] = arith.addi %[[A]], %[[C64]]
  // CHECK:      %[[END:.+]] = arith.select %{{.+}}, %[[SUM]], %[[MOST]]
  // CHECK:      %[[ALL:.+]] = arith.addi %[[END]], %[[C128]]
  // CHECK:      %[[TOTAL:.+]] = arith.select %{{.+}}, %[[ALL]], %[[MOST]]
  // CHECK:      llvm.call %{{.+}}(%{{.+}}, %[[TOTAL]]) : !llvm.ptr, (!llvm.ptr, i64) -> i32
  // CHECK:      %[[ARENA:.+]] = llvm.load
  // CHECK:      %[[PLACE:.+]] = llvm.getelementptr %[[ARENA]][64]
  // CHECK:      llvm.call @dynamic(%{{.+}}, %[[PLACE]], %{{.+}}, %{{.+}})
  // CHECK:      %[[WORK:.+]] = llvm.getelementptr %[[ARENA]][%[[END]]]
  // CHECK:      llvm.call @scratch(%[[ARENA]], %[[WORK]])
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %0 = vf.call_stage @dynamic variables [] writes [] ins(%x : tensor<?xf32>) sizes(%n) -> tensor<?xf32>
  %1 = vf.call_stage @scratch variables [] writes [] -> tensor<4xf32>
  vf.return
}

// A workspace whose size a function tells: it gets the index scalars and the sizes, and the largest one counts.
// CHECK-LABEL: llvm.func @vf.entry_2(
vf.entry @largest(%x: tensor<?xf32>) {
  // CHECK-DAG:  %[[C128:.+]] = llvm.mlir.constant(128 : i64)
  // CHECK:      %[[BYTES:.+]] = llvm.call @sized_workspace(%[[N:.+]], %{{.+}}, %{{.+}}) : (i64, i64, i64) -> i64
  // CHECK:      llvm.intr.umax(%[[BYTES]], %[[C128]])
  // CHECK:      llvm.call @sized(%{{.+}}, %{{.+}}, %[[KEY:[0-9]+]], %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}})
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %key, %lo, %hi = vf.draw @noise elements %n
  %0 = vf.call_stage @sized variables [] writes [] ins(%x : tensor<?xf32>) scalars(%n, %key : index, i64) sizes(%n) -> tensor<?xf32>
  %1 = vf.call_stage @scratch variables [] writes [] -> tensor<4xf32>
  vf.return
}
