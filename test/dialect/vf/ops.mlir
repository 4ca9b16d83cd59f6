// Every op of the dialect survives printing and parsing.
// RUN: vf-opt %s --verify-roundtrip | FileCheck %s

// A variable with an initializer that draws and reads another variable, and one without.
// CHECK-LABEL: vf.variable @w : tensor<4xf32> {collections = ["variables"], device = "/cpu:0", trainable} init {
// CHECK:         vf.draw @noise elements
// CHECK:         vf.read @scale : tensor<f32>
// CHECK:         vf.yield %{{.+}} : tensor<4xf32>
vf.variable @w : tensor<4xf32> {trainable, collections = ["variables"], device = "/cpu:0"} init {
  %n = arith.constant 4 : index
  %key, %lo, %hi = vf.draw @noise elements %n
  %u = nd.random uniform %key, %lo, %hi -> tensor<4xf32>
  %s = vf.read @scale : tensor<f32>
  %v = nd.mul %u, %s : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
  vf.yield %v : tensor<4xf32>
}
// CHECK: vf.variable @scale : tensor<f32>{{$}}
vf.variable @scale : tensor<f32>
vf.variable @m : tensor<4xf32>
vf.variable @v : tensor<4xf32>
vf.variable @table : tensor<1000x16xf32>

// CHECK: vf.generator @noise seed = 87654321 seed2 = 1
vf.generator @noise seed = 87654321 seed2 = 1

// CHECK: vf.saver @save variables = [@w, @m] keys = ["w", "w/Momentum"] slices = ["", "4 0,2"] version = 2 max_to_keep = 5
vf.saver @save variables = [@w, @m] keys = ["w", "w/Momentum"] slices = ["", "4 0,2"] version = 2 max_to_keep = 5
// CHECK: vf.saver @shards {{.+}} max_to_keep = 0 sharded
vf.saver @shards variables = [] keys = [] slices = [] version = 2 max_to_keep = 0 sharded {keep_checkpoint_every_n_hours = 2.0 : f32}

// Feeds and fetches carry their names.
// CHECK-LABEL: vf.entry @train(
// CHECK-SAME:    %[[X:.+]]: tensor<?xf32> {vf.name = "x", vf.symbols = ["B"], vf.tensor = "x:0"}) -> (tensor<4xf32> {vf.name = "w", vf.tensor = "w:0"}) {
vf.entry @train(%x: tensor<?xf32> {vf.name = "x", vf.tensor = "x:0", vf.symbols = ["B"]})
    -> (tensor<4xf32> {vf.name = "w", vf.tensor = "w:0"}) {
  // CHECK: %[[W:.+]] = vf.read @w {node = "w/read", op = "Identity"} : tensor<4xf32>
  %w = vf.read @w {node = "w/read", op = "Identity"} : tensor<4xf32>
  // CHECK: vf.read @w {if_initialized} : tensor<4xf32>
  %maybe = vf.read @w {if_initialized} : tensor<4xf32>
  // CHECK: vf.initialized_value @w : tensor<4xf32>
  %initialized = vf.initialized_value @w : tensor<4xf32>
  // CHECK: vf.copy %[[W]] : tensor<4xf32>
  %old = vf.copy %w : tensor<4xf32>
  // CHECK: vf.assign @w, %[[W]] : tensor<4xf32>
  %w1 = vf.assign @w, %w : tensor<4xf32>
  // CHECK: vf.assign_add @w, %[[W]] : tensor<4xf32>
  %w2 = vf.assign_add @w, %w : tensor<4xf32>
  // CHECK: vf.assign_sub @w, %[[W]] : tensor<4xf32>
  %w3 = vf.assign_sub @w, %w : tensor<4xf32>
  vf.return %w3 : tensor<4xf32>
}

// An entry without feeds and fetches, marked as the one that runs the initializers.
// CHECK-LABEL: vf.entry @init() attributes {initializer} {
// CHECK-NEXT:    vf.return
vf.entry @init() attributes {initializer} {
  vf.return
}

// CHECK-LABEL: vf.entry @optimizers
vf.entry @optimizers(%g: tensor<4xf32>, %s: tensor<f32>) {
  // CHECK: vf.apply_gradient_descent @w, %[[S:.+]], %[[G:.+]] : tensor<4xf32>
  %0 = vf.apply_gradient_descent @w, %s, %g : tensor<4xf32>
  // CHECK: vf.apply_momentum @w, @m learning_rate = %[[S]] momentum = %[[S]] gradient %[[G]] : tensor<4xf32> -> tensor<4xf32>
  %1:2 = vf.apply_momentum @w, @m learning_rate = %s momentum = %s gradient %g : tensor<4xf32> -> tensor<4xf32>
  // CHECK: vf.apply_momentum @w, @m learning_rate = %[[S]] momentum = %[[S]] gradient %[[G]] nesterov : tensor<4xf32> -> tensor<4xf32>
  %2:2 = vf.apply_momentum @w, @m learning_rate = %s momentum = %s gradient %g nesterov : tensor<4xf32> -> tensor<4xf32>
  // CHECK: vf.apply_adam @w, @m, @v beta1_power = %[[S]] beta2_power = %[[S]] learning_rate = %[[S]] beta1 = %[[S]] beta2 = %[[S]] epsilon = %[[S]] gradient %[[G]] : tensor<4xf32> -> tensor<4xf32>
  %3:3 = vf.apply_adam @w, @m, @v beta1_power = %s beta2_power = %s learning_rate = %s beta1 = %s beta2 = %s epsilon = %s gradient %g : tensor<4xf32> -> tensor<4xf32>
  vf.return
}

// CHECK-LABEL: vf.entry @rows
vf.variable @counter : tensor<i32>
vf.entry @rows(%ids: tensor<?xi32>, %rows: tensor<?x16xf32>, %row: tensor<f32>, %places: tensor<?x2xi64>,
               %values: tensor<?xf32>, %part: tensor<200x2xf32>) {
  // CHECK: vf.scatter add @table, %{{.+}}, %{{.+}} : tensor<?xi32>, tensor<?x16xf32> -> tensor<1000x16xf32>
  %0 = vf.scatter add @table, %ids, %rows : tensor<?xi32>, tensor<?x16xf32> -> tensor<1000x16xf32>
  // CHECK: vf.scatter_nd add @table, %{{.+}}, %{{.+}} : tensor<?x2xi64>, tensor<?xf32> -> tensor<1000x16xf32>
  %2 = vf.scatter_nd add @table, %places, %values : tensor<?x2xi64>, tensor<?xf32> -> tensor<1000x16xf32>
  // CHECK: vf.slice_assign @table, %{{.+}} offsets = [0, 3] strides = [5, 1] : tensor<200x2xf32> -> tensor<1000x16xf32>
  %3 = vf.slice_assign @table, %part offsets = [0, 3] strides = [5, 1] : tensor<200x2xf32> -> tensor<1000x16xf32>
  // CHECK: vf.count_up_to @counter limit = 3 : tensor<i32>
  %4 = vf.count_up_to @counter limit = 3 : tensor<i32>
  // CHECK: vf.is_initialized @counter
  %5 = vf.is_initialized @counter
  // CHECK: vf.scatter update @table, %{{.+}}, %{{.+}} : tensor<?xi32>, tensor<f32> -> tensor<1000x16xf32>
  %1 = vf.scatter update @table, %ids, %row : tensor<?xi32>, tensor<f32> -> tensor<1000x16xf32>
  vf.return
}

// CHECK-LABEL: vf.entry @checks
vf.entry @checks(%x: tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %ok = arith.cmpi ne, %n, %c0 : index
  // CHECK: vf.check %{{.+}}, invalid_argument, "size {0}"(%{{.+}}) node = "n" op = "Op"
  vf.check %ok, invalid_argument, "size {0}" (%n) node = "n" op = "Op"
  // CHECK: vf.check %{{.+}}, out_of_range, "empty" node = "n" op = "Op"
  vf.check %ok, out_of_range, "empty" node = "n" op = "Op"
  // CHECK: vf.check_initialized @w node = "w/read" op = "Identity"
  vf.check_initialized @w node = "w/read" op = "Identity"
  vf.return
}

// CHECK-LABEL: vf.entry @stages
vf.entry @stages(%x: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  // CHECK: vf.stage @stages_0 sizes(%[[N:.+]]) -> tensor<?xf32> {
  %0 = vf.stage @stages_0 sizes(%n) -> tensor<?xf32> {
    vf.yield %x : tensor<?xf32>
  }
  // CHECK: vf.call_stage @core variables [@w, @m] writes [true, false] ins(%{{.+}} : tensor<?xf32>) scalars(%[[N]] : index) sizes(%[[N]]) -> tensor<?xf32>
  %1 = vf.call_stage @core variables [@w, @m] writes [true, false] ins(%0 : tensor<?xf32>) scalars(%n : index) sizes(%n) -> tensor<?xf32>
  // CHECK: vf.call_stage @core variables [] writes []{{$}}
  vf.call_stage @core variables [] writes []
  vf.return %1 : tensor<?xf32>
}
module @core {}

// CHECK-LABEL: func.func @parallel
func.func @parallel(%x: memref<16xf32>, %n: index) {
  // CHECK: vf.parallel_for @part to %[[N:.+]] grain %[[N]] captures(%{{.+}}, %[[N]] : memref<16xf32>, index)
  vf.parallel_for @part to %n grain %n captures(%x, %n : memref<16xf32>, index)
  // CHECK: vf.parallel_for @nothing to %[[N]] grain %[[N]]{{$}}
  vf.parallel_for @nothing to %n grain %n
  return
}
func.func private @part(%begin: index, %end: index, %x: memref<16xf32>, %n: index) {
  return
}
func.func private @nothing(%begin: index, %end: index) {
  return
}
