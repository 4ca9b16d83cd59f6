// Entries as functions of the model ABI. A slot and an argument are (data, capacity, flags | dtype, rank, dims).
// RUN: vf-opt %s --convert-vf-to-llvm --canonicalize | FileCheck %s

// The declarations are gone: they are in the descriptor. Stages' functions stay apart from the entries.
// CHECK-NOT: vf.variable
// CHECK-NOT: vf.generator
// CHECK-NOT: vf.saver
vf.variable @v : tensor<f32>
vf.variable @w : tensor<4xf32>
vf.generator @other seed = 1 seed2 = 2
vf.generator @noise seed = 1 seed2 = 2
vf.saver @save variables = [@w] keys = ["w"] slices = [""] version = 2 max_to_keep = 5

// CHECK:      llvm.func internal @update(%{{.+}}: !llvm.ptr) attributes {no_inline}
// CHECK-NOT:  module
module @update {
  llvm.func @update(%w: !llvm.ptr) {
    llvm.return
  }
}
module @compute {
  llvm.func @compute(%x: !llvm.ptr, %out: !llvm.ptr) {
    llvm.return
  }
}
module @sample {
  llvm.func @sample(%key: i64, %lo: i64, %hi: i64, %out: !llvm.ptr) {
    llvm.return
  }
}

// The smallest entry: no arena is asked for but the empty one, nothing changes.
// LLVM leaves entries as they are.
// CHECK-LABEL: llvm.func @vf.entry_0(
// CHECK-SAME:    %[[CTX:.+]]: !llvm.ptr, %{{.+}}: !llvm.ptr, %{{.+}}: !llvm.ptr) -> i32 attributes {no_inline, optimize_none}
vf.entry @nothing() {
  // CHECK-DAG:  %[[OK:.+]] = llvm.mlir.constant(0 : i32)
  // CHECK-DAG:  %[[NONE:.+]] = llvm.mlir.constant(0 : i64)
  // CHECK:      %[[API:.+]] = llvm.getelementptr %[[CTX]][0, 0]
  // CHECK:      %[[RESERVE:.+]] = llvm.getelementptr %{{.+}}[0, 2] {{.*}}(i32, i32, ptr{{(, ptr)+}})
  // CHECK:      %[[CODE:.+]] = llvm.call %{{.+}}(%[[CTX]], %[[NONE]])
  // CHECK-NEXT: %[[FAILED:.+]] = llvm.icmp "ne" %[[CODE]], %[[OK]]
  // CHECK-NEXT: llvm.cond_br %[[FAILED]]
  // CHECK:      llvm.return %[[CODE]]
  // CHECK:      llvm.return %[[OK]]
  // CHECK-NOT:  llvm.store
  vf.return
}

// Checks: the flag of a variable is bit 0 of its slot's; sites are numbered over the module; a message's values are
// handed over in an array.
// CHECK-LABEL: llvm.func @vf.entry_1(
vf.entry @checks(%x: tensor<?xf32>) {
  // CHECK-DAG:  %[[SITE1:.+]] = llvm.mlir.constant(1 : i32)
  // CHECK-DAG:  %[[COUNT:.+]] = llvm.mlir.constant(2 : i32)
  // CHECK:      %[[DIM:.+]] = llvm.getelementptr %{{.+}}[0, 4, 0] {{.*}}(ptr, i64, i32, i32, array<8 x i64>)
  // CHECK:      %[[N:.+]] = llvm.load %[[DIM]] : !llvm.ptr -> i64
  // CHECK:      %[[FLAGS:.+]] = llvm.getelementptr %{{.+}}[1, 2]
  // CHECK:      llvm.load %[[FLAGS]] : !llvm.ptr -> i32
  // CHECK:      llvm.and
  // CHECK:      llvm.cond_br
  // CHECK:      llvm.getelementptr %{{.+}}[0, 4] {{.*}}(i32, i32, ptr{{(, ptr)+}})
  // CHECK:      llvm.cond_br
  // CHECK:      %[[VALUES:.+]] = llvm.alloca %{{.+}} x i64
  // CHECK:      llvm.store %{{.+}}, %[[VALUES]]
  // CHECK:      llvm.getelementptr %[[VALUES]][1]
  // CHECK:      llvm.call %{{.+}}(%{{.+}}, %[[SITE1]], %[[VALUES]], %[[COUNT]])
  vf.check_initialized @w node = "w/read" op = "Identity"
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %ok = arith.cmpi eq, %n, %c4 : index
  vf.check %ok, invalid_argument, "{0} is not {1}" (%n, %c4) node = "n" op = "Op"
  vf.return
}

// What a stage writes is marked initialized at the end, and nothing else is.
// CHECK-LABEL: llvm.func @vf.entry_2(
vf.entry @writes() {
  // CHECK:      %[[DATA:.+]] = llvm.getelementptr %{{.+}}[1, 0]
  // CHECK:      %[[W:.+]] = llvm.load %[[DATA]]
  // CHECK:      llvm.call @update(%[[W]])
  // CHECK-NEXT: %[[FLAGS:.+]] = llvm.getelementptr %{{.+}}[1, 2]
  // CHECK-NEXT: %[[OLD:.+]] = llvm.load %[[FLAGS]]
  // CHECK-NEXT: %[[NEW:.+]] = llvm.or %[[OLD]],
  // CHECK-NEXT: llvm.store %[[NEW]], %[[FLAGS]]
  // CHECK-NEXT: llvm.return
  vf.call_stage @update variables [@w] writes [true]
  vf.return
}
// CHECK-LABEL: llvm.func @vf.entry_3(
// CHECK:         llvm.call @update(
// CHECK-NEXT:    llvm.return
vf.entry @only_reads() {
  vf.call_stage @update variables [@w] writes [false]
  vf.return
}

// A fetch: its sizes and rank are written, then its buffer is asked for, before the arena and before anything runs;
// the stage writes there.
// CHECK-LABEL: llvm.func @vf.entry_4(
// CHECK-SAME:    %[[CTX:.+]]: !llvm.ptr, %{{.+}}: !llvm.ptr, %[[FETCHES:.+]]: !llvm.ptr)
vf.entry @fetch(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-DAG:  %[[BYTES:.+]] = llvm.mlir.constant(24 : i64)
  // CHECK-DAG:  %[[RANK:.+]] = llvm.mlir.constant(2 : i32)
  // CHECK-DAG:  %[[NUMBER:.+]] = llvm.mlir.constant(0 : i32)
  // CHECK:      llvm.getelementptr %[[FETCHES]][0, 4, 0]
  // CHECK:      llvm.getelementptr %[[FETCHES]][0, 4, 1]
  // CHECK:      %[[RANKP:.+]] = llvm.getelementptr %[[FETCHES]][0, 3]
  // CHECK-NEXT: llvm.store %[[RANK]], %[[RANKP]]
  // CHECK:      llvm.getelementptr %{{.+}}[0, 3] {{.*}}(i32, i32, ptr{{(, ptr)+}})
  // CHECK:      llvm.call %{{.+}}(%[[CTX]], %[[FETCHES]], %[[NUMBER]], %[[BYTES]])
  // CHECK:      %[[DATAP:.+]] = llvm.getelementptr %[[FETCHES]][0, 0]
  // CHECK:      %[[DATA:.+]] = llvm.load %[[DATAP]]
  // CHECK:      llvm.getelementptr %{{.+}}[0, 2] {{.*}}(i32, i32, ptr{{(, ptr)+}})
  // CHECK:      llvm.call @compute(%{{.+}}, %[[DATA]])
  %0 = vf.call_stage @compute variables [] writes [] ins(%x : tensor<2x3xf32>) -> tensor<2x3xf32>
  vf.return %0 : tensor<2x3xf32>
}

// A draw: the generator's state is read, its 128-bit counter advances by 256 blocks per element, with the carry.
// CHECK-LABEL: llvm.func @vf.entry_5(
vf.entry @draw() -> tensor<4xf32> {
  // CHECK-DAG:  %[[N:.+]] = arith.constant 4 : i64
  // CHECK-DAG:  %[[PER:.+]] = llvm.mlir.constant(256 : i64)
  // CHECK:      %[[KEY:.+]] = llvm.getelementptr %{{.+}}[1, 0] {{.*}}(i64, i64, i64)
  // CHECK:      %[[LOP:.+]] = llvm.getelementptr %{{.+}}[1, 1]
  // CHECK:      %[[LO:.+]] = llvm.load %[[LOP]]
  // CHECK:      %[[HIP:.+]] = llvm.getelementptr %{{.+}}[1, 2]
  // CHECK:      %[[HI:.+]] = llvm.load %[[HIP]]
  // CHECK:      %[[BLOCKS:.+]] = llvm.mul %[[N]], %[[PER]]
  // CHECK:      %[[SUM:.+]] = llvm.add %[[LO]], %[[BLOCKS]]
  // CHECK:      %[[CARRY:.+]] = llvm.icmp "ult" %[[SUM]], %[[LO]]
  // CHECK:      %[[WIDE:.+]] = llvm.zext %[[CARRY]]
  // CHECK:      %[[HIGH:.+]] = llvm.add %[[HI]], %[[WIDE]]
  // CHECK:      llvm.store %[[SUM]]
  // CHECK:      llvm.store %[[HIGH]]
  // CHECK:      llvm.call @sample(%{{.+}}, %[[LO]], %[[HI]], %{{.+}})
  %n = arith.constant 4 : index
  %key, %lo, %hi = vf.draw @noise elements %n
  %0 = vf.call_stage @sample variables [] writes [] scalars(%key, %lo, %hi : i64, i64, i64) -> tensor<4xf32>
  vf.return %0 : tensor<4xf32>
}
