// Ops on strings survive printing and parsing; CSE and dead-code removal know what they do.
// RUN: vf-opt %s --verify-roundtrip | FileCheck %s
// RUN: vf-opt %s --cse --canonicalize | FileCheck %s --check-prefix=CLEAN

// CHECK: vf.variable @s : tensor<2x!vf.string> init {
// CHECK:   vf.string_constant dense<["a", "b\00\FF"]> : tensor<2x!vf.string>
vf.variable @s : tensor<2x!vf.string> init {
  %c = vf.string_constant dense<["a", "b\00\FF"]> : tensor<2x!vf.string>
  vf.yield %c : tensor<2x!vf.string>
}
vf.variable @w : tensor<f32>

// CHECK-LABEL: vf.entry @strings(
vf.entry @strings(%x: tensor<?x!vf.string> {vf.name = "x", vf.tensor = "x:0", vf.symbols = ["N"]})
    -> (tensor<?x1x!vf.string>, tensor<2x!vf.string>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x!vf.string>
  // CHECK: %[[DASH:.+]] = vf.string_constant dense<"-"> : tensor<!vf.string>
  %dash = vf.string_constant dense<"-"> : tensor<!vf.string>
  // CHECK: %[[J:.+]] = vf.join_strings %{{.+}}, %[[DASH]] : tensor<?x!vf.string>, tensor<!vf.string> -> tensor<?x!vf.string>
  %j = vf.join_strings %x, %dash : tensor<?x!vf.string>, tensor<!vf.string> -> tensor<?x!vf.string>
  // CHECK: %[[C:.+]] = vf.concat_strings %[[J]], %{{.+}} axis = 0 : tensor<?x!vf.string>, tensor<?x!vf.string> -> tensor<?x!vf.string>
  %c = vf.concat_strings %j, %x axis = 0 : tensor<?x!vf.string>, tensor<?x!vf.string> -> tensor<?x!vf.string>
  %m = arith.addi %n, %n : index
  // CHECK: vf.reshape_strings %[[C]] sizes(%{{.+}}) : tensor<?x!vf.string> -> tensor<?x1x!vf.string>
  %r = vf.reshape_strings %c sizes(%m) : tensor<?x!vf.string> -> tensor<?x1x!vf.string>
  // CHECK: %[[S:.+]] = vf.read @s : tensor<2x!vf.string>
  %s = vf.read @s : tensor<2x!vf.string>
  // CHECK: vf.assign @s, %[[S]] : tensor<2x!vf.string>
  %s1 = vf.assign @s, %s : tensor<2x!vf.string>
  vf.return %r, %s1 : tensor<?x1x!vf.string>, tensor<2x!vf.string>
}

// CHECK-LABEL: vf.entry @report
vf.entry @report() -> (tensor<?x!vf.string>) {
  %names = vf.string_constant dense<["s", "w"]> : tensor<2x!vf.string>
  %a = vf.is_initialized @s
  %b = vf.is_initialized @w
  // CHECK: vf.report_uninitialized %{{.+}} flags(%{{.+}}, %{{.+}}) : tensor<2x!vf.string> -> tensor<?x!vf.string>
  %r = vf.report_uninitialized %names flags(%a, %b) : tensor<2x!vf.string> -> tensor<?x!vf.string>
  vf.return %r : tensor<?x!vf.string>
}

// What nothing uses goes, equal constants are one; new strings are not merged, for each may fail.
// CLEAN-LABEL: vf.entry @unused
// CLEAN-COUNT-1: vf.string_constant
// CLEAN-NOT:     vf.string_constant
// CLEAN-COUNT-2: vf.join_strings
// CLEAN-NOT:     vf.join_strings
// CLEAN:         vf.return
vf.entry @unused() -> (tensor<!vf.string>, tensor<!vf.string>) {
  %a = vf.string_constant dense<"-"> : tensor<!vf.string>
  %b = vf.string_constant dense<"-"> : tensor<!vf.string>
  %unused = vf.join_strings %a, %b : tensor<!vf.string>, tensor<!vf.string> -> tensor<!vf.string>
  %x = vf.join_strings %a, %b : tensor<!vf.string>, tensor<!vf.string> -> tensor<!vf.string>
  %y = vf.join_strings %a, %b : tensor<!vf.string>, tensor<!vf.string> -> tensor<!vf.string>
  vf.return %x, %y : tensor<!vf.string>, tensor<!vf.string>
}
