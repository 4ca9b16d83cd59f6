// Tables: printing and parsing; their initializers run with those of variables; a lookup stands before what changes
// state, and stays out of stages.
// RUN: vf-opt %s --verify-roundtrip | FileCheck %s
// RUN: vf-opt %s --vf-state-pipeline | FileCheck %s --check-prefix=STATE
// RUN: vf-opt %s --vf-state-pipeline --vf-stage-pipeline | FileCheck %s --check-prefix=STAGE

// CHECK: vf.table @t : !vf.string -> i64 init {
// CHECK:   vf.yield %{{.+}}, %{{.+}} : tensor<2x!vf.string>, tensor<2xi64>
vf.table @t : !vf.string -> i64 init {
  %k = vf.string_constant dense<["a", "b"]> : tensor<2x!vf.string>
  %v = nd.constant dense<[1, 2]> : tensor<2xi64>
  vf.yield %k, %v : tensor<2x!vf.string>, tensor<2xi64>
}
// CHECK: vf.table @empty : i64 -> !vf.string{{$}}
vf.table @empty : i64 -> !vf.string

vf.variable @v : tensor<2xi64> init {
  %c = nd.constant dense<0> : tensor<2xi64>
  vf.yield %c : tensor<2xi64>
}

// CHECK-LABEL: vf.entry @step
// STATE-LABEL: vf.entry @step
// STATE:         vf.check_table @t
// STATE:         vf.find_in_table @t
// STATE:         vf.assign_add @v
// The default comes from a stage, which the runtime reads; the values go into another.
// STAGE-LABEL: vf.entry @step
// STAGE:         %[[D:.+]] = vf.call_stage @step_0
// STAGE:         %[[V:.+]] = vf.find_in_table @t, %{{.+}}, %[[D]] : tensor<2x!vf.string>, tensor<i64> -> tensor<2xi64>
// STAGE:         vf.call_stage @step_1 variables [@v] writes [true] ins(%[[V]] : tensor<2xi64>)
vf.entry @step(%x: tensor<2x!vf.string>) -> (tensor<2xi64>, tensor<i64>) {
  %one = nd.constant dense<1> : tensor<2xi64>
  %0 = vf.assign_add @v, %one : tensor<2xi64>
  // CHECK: vf.check_table @t node = "find" op = "LookupTableFindV2"
  vf.check_table @t node = "find" op = "LookupTableFindV2"
  %d = nd.constant dense<-1> : tensor<i64>
  // CHECK: vf.find_in_table @t, %{{.+}}, %{{.+}} : tensor<2x!vf.string>, tensor<i64> -> tensor<2xi64>
  %f = vf.find_in_table @t, %x, %d : tensor<2x!vf.string>, tensor<i64> -> tensor<2xi64>
  %1 = vf.assign_add @v, %f : tensor<2xi64>
  // CHECK: vf.table_size @t
  %n = vf.table_size @t
  %s = nd.size %n : tensor<i64>
  vf.return %1, %s : tensor<2xi64>, tensor<i64>
}

// CHECK-LABEL: vf.entry @find_sized
vf.entry @find_sized(%x: tensor<?xi64>, %d: tensor<!vf.string>) -> (tensor<?x!vf.string>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xi64>
  // CHECK: vf.find_in_table @empty, %{{.+}}, %{{.+}} sizes(%{{.+}}) : tensor<?xi64>, tensor<!vf.string> -> tensor<?x!vf.string>
  %f = vf.find_in_table @empty, %x, %d sizes(%n) : tensor<?xi64>, tensor<!vf.string> -> tensor<?x!vf.string>
  vf.return %f : tensor<?x!vf.string>
}

// STATE-LABEL: vf.entry @vf_init() attributes {initializer}
// STATE:         %[[C:.+]] = vf.build_table @t
// STATE:         vf.initialize_table @t, %[[C]]
// STATE:         vf.assign @v
