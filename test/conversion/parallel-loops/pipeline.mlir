// RUN: vf-opt %s --vf-target-pipeline | FileCheck %s

// In the pipeline: of two fills the larger one is worth two threads, and its stage gets the context.
// CHECK:       llvm.func internal @fills(%{{.+}}: !llvm.ptr, %{{.+}}: !llvm.ptr, %[[CONTEXT:.+]]: !llvm.ptr) attributes {no_inline, vf.context}
// CHECK:         llvm.call @vf.parallel_for(%[[CONTEXT]], %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}})
// CHECK-NOT:     @vf.parallel_for
// CHECK:         llvm.return
// CHECK-LABEL: llvm.func internal @fills.parallel_0.body
// CHECK-LABEL: llvm.func internal @vf.parallel_for
// CHECK-LABEL: llvm.func @vf.entry_0
module @fills {
  func.func @fills(%small: memref<16384xf32>, %large: memref<131072xf32>) {
    %zero = arith.constant 0.0 : f32
    linalg.fill ins(%zero : f32) outs(%small : memref<16384xf32>)
    linalg.fill ins(%zero : f32) outs(%large : memref<131072xf32>)
    return
  }
}
vf.entry @run() {
  %0:2 = vf.call_stage @fills variables [] writes [] -> tensor<16384xf32>, tensor<131072xf32>
  vf.return
}
