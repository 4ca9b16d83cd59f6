// Accesses that nothing orders are reported, and the list goes.
// RUN: vf-opt %s --vf-check-races -o %t 2>&1 | FileCheck %s --check-prefix=WARN
// RUN: FileCheck %s < %t
// RUN: not vf-opt %s --vf-check-races=strict -o %t 2>&1 | FileCheck %s --check-prefix=STRICT

vf.variable @v : tensor<f32>

// WARN:     warning: loc("update"): nothing orders it and 'before', which both use variable 'v': TensorFlow may run either first, this program runs 'before' first
// STRICT:   error: loc("update"): nothing orders it and 'before', which
// CHECK:    vf.entry @step() {
vf.entry @step() attributes {races = [#vf.race<@v, "before", "update">]} {
  vf.return
}

// CHECK:    vf.entry @ordered() {
vf.entry @ordered() {
  vf.return
}

// Twenty one by one.
// WARN:     warning: loc("b0"): nothing
// WARN:     warning: loc("b19"): nothing
// WARN-NOT: loc("b
// WARN:     has 3 more pairs of accesses that nothing orders
// CHECK:    vf.entry @many() {
vf.entry @many() attributes {races = [
    #vf.race<@v, "a0", "b0">, #vf.race<@v, "a1", "b1">, #vf.race<@v, "a2", "b2">, #vf.race<@v, "a3", "b3">,
    #vf.race<@v, "a4", "b4">, #vf.race<@v, "a5", "b5">, #vf.race<@v, "a6", "b6">, #vf.race<@v, "a7", "b7">,
    #vf.race<@v, "a8", "b8">, #vf.race<@v, "a9", "b9">, #vf.race<@v, "a10", "b10">, #vf.race<@v, "a11", "b11">,
    #vf.race<@v, "a12", "b12">, #vf.race<@v, "a13", "b13">, #vf.race<@v, "a14", "b14">, #vf.race<@v, "a15", "b15">,
    #vf.race<@v, "a16", "b16">, #vf.race<@v, "a17", "b17">, #vf.race<@v, "a18", "b18">, #vf.race<@v, "a19", "b19">,
    #vf.race<@v, "a20", "b20">, #vf.race<@v, "a21", "b21">, #vf.race<@v, "a22", "b22">
  ]} {
  vf.return
}
