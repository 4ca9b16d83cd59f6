// A module in state form is an input too: what --emit=vf prints compiles to the same program.

// RUN: vf-compile %s -o %t.program
// RUN: %t.program run train --init --feed x=[1,2] --steps 3 --print sum | FileCheck %s --check-prefix=SUM
// RUN: %t.program info | FileCheck %s --check-prefix=INFO
// RUN: vf-opt %s --emit-bytecode -o %t.bytecode
// RUN: vf-compile %t.bytecode -o %t.program
// RUN: %t.program run train --init --feed x=[1,2] --steps 3 --print sum | FileCheck %s --check-prefix=SUM
// RUN: vf-compile %s --emit=vf -o %t.mlir && vf-compile %t.mlir --emit=vf | diff - %t.mlir
// RUN: vf-compile %s --emit=core | FileCheck %s --check-prefix=CORE

// A feed without a tensor's name has its own there.
// RUN: vf-compile %s --emit=vf | FileCheck %s --check-prefix=NAMES

// What says what to compile of a graph says nothing of a module.
// RUN: sh -c 'vf-compile %s --entry "train: x -> y"; test $? = 2' 2>&1 | FileCheck %s --check-prefix=ENTRY
// RUN: sh -c 'vf-compile %s --shape x=2; test $? = 2' 2>&1 | FileCheck %s --check-prefix=SHAPE
// RUN: sh -c 'vf-compile %t.bytecode --list; test $? = 2' 2>&1 | FileCheck %s --check-prefix=LIST
// RUN: sh -c 'vf-compile %s --saver nope; test $? = 1' 2>&1 | FileCheck %s --check-prefix=SAVER

// RUN: sh -c 'vf-compile %t.none.mlir; test $? = 1' 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: sh -c 'head -c 40 %t.bytecode > %t.cut; vf-compile %t.cut; test $? = 1' 2>&1 | FileCheck %s --check-prefix=CUT

vf.variable @w : tensor<2xf32> init {
  %c = nd.constant dense<1.0> : tensor<2xf32>
  vf.yield %c : tensor<2xf32>
}
vf.saver @save variables = [@w] keys = ["w"] slices = [""] version = 2 max_to_keep = 5
vf.entry @train(%x: tensor<2xf32> {vf.name = "x"}) -> (tensor<f32> {vf.name = "sum", vf.tensor = "Sum:0"}) {
  %0 = vf.assign_add @w, %x : tensor<2xf32>
  %1 = nd.reduce sum %0 dimensions = [0] : tensor<2xf32> -> tensor<f32>
  vf.return %1 : tensor<f32>
}

// SUM: sum = 11
// INFO: feed  x  float [2]  (x)
// INFO: fetch sum  float []  (Sum:0)
// INFO: save  format V2, 1 tensors
// CORE: vf.call_stage @train_0
// NAMES: %{{.+}}: tensor<2xf32> {vf.name = "x", vf.tensor = "x"}
// ENTRY: error: file '{{.*}}module.mlir': --entry goes with a graph, but this is a module
// SHAPE: error: file '{{.*}}module.mlir': --shape goes with a graph, but this is a module
// LIST: error: file '{{.*}}bytecode': --list goes with a graph, but this is a module
// SAVER: error: there is no Saver 'nope', found save
// NONE: error: cannot open input file '{{.*}}none.mlir': No such file or directory
// CUT: error: file '{{.*}}cut:0:0':
