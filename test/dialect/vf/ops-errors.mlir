// What the verifiers refuse, one rule per chunk.
// RUN: vf-opt %s --split-input-file --verify-diagnostics

vf.entry @read_of_nothing() {
  // expected-error @below {{'vf.read' op refers to @w, which is no variable}}
  %w = vf.read @w : tensor<4xf32>
  vf.return
}

// -----

// expected-note @below {{@g declared here}}
vf.generator @g seed = 1 seed2 = 2
vf.entry @assignment_to_a_generator(%x: tensor<4xf32>) {
  // expected-error @below {{'vf.assign' op refers to @g, which is no variable}}
  %w = vf.assign @g, %x : tensor<4xf32>
  vf.return
}

// -----

// expected-note @below {{variable declared here}}
vf.variable @w : tensor<4xf32>
vf.entry @read_of_another_type() {
  // expected-error @below {{'vf.read' op value has type 'tensor<3xf32>', but @w has type 'tensor<4xf32>'}}
  %w = vf.read @w : tensor<3xf32>
  vf.return
}

// -----

// expected-note @below {{variable declared here}}
vf.variable @w : tensor<4xf32>
vf.entry @assignment_of_another_type(%x: tensor<4xf64>) {
  // expected-error @below {{'vf.assign' op value has type 'tensor<4xf64>', but @w has type 'tensor<4xf32>'}}
  %w = vf.assign @w, %x : tensor<4xf64>
  vf.return
}

// -----

// The second variable of an update is held to its type as well.
vf.variable @w : tensor<4xf32>
// expected-note @below {{variable declared here}}
vf.variable @m : tensor<3xf32>
vf.entry @accumulator_of_another_type(%g: tensor<4xf32>, %s: tensor<f32>) {
  // expected-error @below {{'vf.apply_momentum' op value has type 'tensor<4xf32>', but @m has type 'tensor<3xf32>'}}
  %0:2 = vf.apply_momentum @w, @m learning_rate = %s momentum = %s gradient %g : tensor<4xf32> -> tensor<4xf32>
  vf.return
}

// -----

vf.variable @w : tensor<4xf32>
vf.entry @one_variable_twice(%g: tensor<4xf32>, %s: tensor<f32>) {
  // expected-error @below {{'vf.apply_momentum' op writes @w twice}}
  %0:2 = vf.apply_momentum @w, @w learning_rate = %s momentum = %s gradient %g : tensor<4xf32> -> tensor<4xf32>
  vf.return
}

// -----

// expected-note @below {{prior use here}}
vf.entry @rate_of_another_type(%g: tensor<4xf32>, %s: tensor<f64>) {
  // expected-error @below {{use of value '%s' expects different type than prior uses: 'tensor<f32>' vs 'tensor<f64>'}}
  %0 = vf.apply_gradient_descent @w, %s, %g : tensor<4xf32>
  vf.return
}

// -----

vf.variable @w : tensor<f32>
vf.entry @scatter_into_a_scalar(%ids: tensor<2xi32>, %rows: tensor<2xf32>) {
  // expected-error @below {{'vf.scatter' op updates rows, but @w has rank 0}}
  %0 = vf.scatter add @w, %ids, %rows : tensor<2xi32>, tensor<2xf32> -> tensor<f32>
  vf.return
}

// -----

vf.variable @w : tensor<10x4xf32>
vf.entry @scatter_of_short_rows(%ids: tensor<2xi32>, %rows: tensor<2x3xf32>) {
  // expected-error @below {{'vf.scatter' op updates have type 'tensor<2x3xf32>', but the indices and @w ask for 'tensor<2x4xf32>'}}
  %0 = vf.scatter add @w, %ids, %rows : tensor<2xi32>, tensor<2x3xf32> -> tensor<10x4xf32>
  vf.return
}

// -----

vf.variable @w : tensor<10x4xf32>
vf.entry @scatter_of_doubles(%ids: tensor<2xi32>, %rows: tensor<2x4xf64>) {
  // expected-error @below {{'vf.scatter' op updates have element type 'f64', but @w has element type 'f32'}}
  %0 = vf.scatter add @w, %ids, %rows : tensor<2xi32>, tensor<2x4xf64> -> tensor<10x4xf32>
  vf.return
}

// -----

vf.variable @w : tensor<4xf32>
vf.entry @draw_from_a_variable(%n: tensor<4xf32>) {
  %c = arith.constant 4 : index
  // expected-error @below {{'vf.draw' op refers to @noise, which is no generator}}
  %key, %lo, %hi = vf.draw @noise elements %c
  vf.return
}

// -----

vf.entry @check_of_nothing() {
  // expected-error @below {{'vf.check_initialized' op refers to @w, which is no variable}}
  vf.check_initialized @w node = "w/read" op = "Identity"
  vf.return
}

// -----

// expected-note @below {{variable declared here}}
vf.variable @w : tensor<4xf32> init {
  %c = nd.constant dense<1.0> : tensor<3xf32>
  // expected-error @below {{'vf.yield' op value has type 'tensor<3xf32>', but @w has type 'tensor<4xf32>'}}
  vf.yield %c : tensor<3xf32>
}

// -----

vf.variable @w : tensor<4xf32> init {
  // expected-error @below {{'vf.yield' op has 0 operands, but an initializer yields one value}}
  vf.yield
}

// -----

vf.variable @u : tensor<f32>
vf.variable @w : tensor<f32> init {
  %c = nd.constant dense<1.0> : tensor<f32>
  // expected-error @below {{'vf.assign' op changes a variable in an initializer}}
  %0 = vf.assign @u, %c : tensor<f32>
  vf.yield %0 : tensor<f32>
}

// -----

// expected-error @below {{'vf.saver' op has 1 variables, 2 keys and 1 slices}}
vf.saver @save variables = [@w] keys = ["w", "b"] slices = [""] version = 2 max_to_keep = 5
vf.variable @w : tensor<4xf32>

// -----

vf.variable @v : tensor<2xf32>
vf.variable @w : tensor<2xf32>
// Parts of one variable share its key.
vf.saver @parts variables = [@v, @w] keys = ["w", "w"] slices = ["4 0,2", "4 2,2"] version = 2 max_to_keep = 5
// expected-error @below {{'vf.saver' op has key "w" with slice "" twice}}
vf.saver @save variables = [@v, @w] keys = ["w", "w"] slices = ["", ""] version = 2 max_to_keep = 5

// -----

// expected-error @below {{'vf.saver' op refers to @w, which is no variable}}
vf.saver @save variables = [@w] keys = ["w"] slices = [""] version = 2 max_to_keep = 5

// -----

vf.entry @fetch_missing() -> tensor<f32> {
  // expected-error @below {{'vf.return' op has 0 operands, but the enclosing vf.entry has 1 results}}
  vf.return
}

// -----

vf.entry @fetch_of_another_type(%x: tensor<i32>) -> tensor<f32> {
  // expected-error @below {{'vf.return' op operand #0 has type 'tensor<i32>', but the enclosing vf.entry has result type 'tensor<f32>'}}
  vf.return %x : tensor<i32>
}

// -----

vf.entry @stage_yields_another_type(%x: tensor<4xf32>) {
  %0 = vf.stage @s -> tensor<3xf32> {
    // expected-error @below {{'vf.yield' op operand #0 has type 'tensor<4xf32>', but the enclosing vf.stage has result type 'tensor<3xf32>'}}
    vf.yield %x : tensor<4xf32>
  }
  vf.return
}

// -----

vf.entry @stage_without_sizes(%x: tensor<?xf32>) {
  // expected-error @below {{'vf.stage' op has 0 sizes, but its result types have 1 dynamic dimensions}}
  %0 = vf.stage @s -> tensor<?xf32> {
    vf.yield %x : tensor<?xf32>
  }
  vf.return
}

// -----

vf.entry @call_of_nothing() {
  // expected-error @below {{'vf.call_stage' op refers to @s, which is no stage}}
  vf.call_stage @s variables [] writes []
  vf.return
}

// -----

module @s {}
vf.entry @call_without_write_flags() {
  // expected-error @below {{'vf.call_stage' op has 1 variables, but 0 write flags}}
  vf.call_stage @s variables [@w] writes []
  vf.return
}

// -----

func.func @parallel_nothing(%n: index) {
  // expected-error @below {{'vf.parallel_for' op refers to @part, which is no function}}
  vf.parallel_for @part to %n grain %n
  return
}

// -----

// expected-note @below {{body declared here}}
func.func private @part(index, index, memref<8xf32>)
func.func @parallel_other_captures(%n: index, %x: memref<4xf32>) {
  // expected-error @below {{'vf.parallel_for' op expects a body of type '(index, index, memref<4xf32>) -> ()', but @part has type '(index, index, memref<8xf32>) -> ()'}}
  vf.parallel_for @part to %n grain %n captures(%x : memref<4xf32>)
  return
}

// -----

vf.variable @w : tensor<4xf32>
vf.variable @a : tensor<4xf32>
vf.entry @dense_gradient(%g: tensor<?xf32>, %s: tensor<f32>) {
  // expected-error @below {{'vf.apply_adagrad' op expects a gradient of type 'tensor<4xf32>', found 'tensor<?xf32>'}}
  %0:2 = vf.apply_adagrad @w, @a learning_rate = %s gradient %g : tensor<?xf32> -> tensor<4xf32>
  vf.return
}

// -----

vf.variable @w : tensor<8x4xf32>
vf.variable @a : tensor<8x4xf32>
vf.entry @sparse_gradient(%g: tensor<3x5xf32>, %i: tensor<3xi32>, %s: tensor<f32>) {
  // expected-error @below {{'vf.apply_adagrad' op expects a gradient of type 'tensor<3x4xf32>', found 'tensor<3x5xf32>'}}
  %0:2 = vf.apply_adagrad @w, @a learning_rate = %s gradient %g at %i : tensor<3x5xf32>, tensor<3xi32> -> tensor<8x4xf32>
  vf.return
}

// -----

vf.variable @w : tensor<8xf32>
vf.variable @a : tensor<8xf32>
vf.entry @gradient_of_another_type(%g: tensor<3xf64>, %i: tensor<3xi32>, %s: tensor<f32>) {
  // expected-error @below {{'vf.apply_adagrad' op expects a gradient of type 'tensor<3xf32>', found 'tensor<3xf64>'}}
  %0:2 = vf.apply_adagrad @w, @a learning_rate = %s gradient %g at %i : tensor<3xf64>, tensor<3xi32> -> tensor<8xf32>
  vf.return
}

// -----

vf.variable @w : tensor<f32>
vf.variable @a : tensor<f32>
vf.entry @rows_of_a_scalar(%g: tensor<3xf32>, %i: tensor<3xi32>, %s: tensor<f32>) {
  // expected-error @below {{'vf.apply_adagrad' op updates rows, but the variable has rank 0}}
  %0:2 = vf.apply_adagrad @w, @a learning_rate = %s gradient %g at %i : tensor<3xf32>, tensor<3xi32> -> tensor<f32>
  vf.return
}

// -----

vf.variable @w : tensor<8xf32>
vf.variable @a : tensor<8xf32>
vf.entry @indices_of_a_matrix(%g: tensor<3xf32>, %i: tensor<3x1xi32>, %s: tensor<f32>) {
  // expected-error @below {{'vf.apply_adagrad' op expects indices of rank 1, found 'tensor<3x1xi32>'}}
  %0:2 = vf.apply_adagrad @w, @a learning_rate = %s gradient %g at %i : tensor<3xf32>, tensor<3x1xi32> -> tensor<8xf32>
  vf.return
}

// -----

vf.variable @w : tensor<8x4xf32>
vf.entry @coordinates(%i: tensor<3x3xi32>, %u: tensor<3xf32>) {
  // expected-error @below {{'vf.scatter_nd' op has indices of type 'tensor<3x3xi32>', but an index into @w has 1 to 2 coordinates}}
  %0 = vf.scatter_nd add @w, %i, %u : tensor<3x3xi32>, tensor<3xf32> -> tensor<8x4xf32>
  vf.return
}

// -----

vf.variable @w : tensor<8x4xf32>
vf.entry @scattered_parts(%i: tensor<3x1xi32>, %u: tensor<3x2xf32>) {
  // expected-error @below {{'vf.scatter_nd' op updates have type 'tensor<3x2xf32>', but the indices and @w ask for 'tensor<3x4xf32>'}}
  %0 = vf.scatter_nd add @w, %i, %u : tensor<3x1xi32>, tensor<3x2xf32> -> tensor<8x4xf32>
  vf.return
}

// -----

vf.variable @w : tensor<8x4xf32>
vf.entry @scattered_type(%i: tensor<3x1xi32>, %u: tensor<3x4xf64>) {
  // expected-error @below {{'vf.scatter_nd' op updates have element type 'f64', but @w has element type 'f32'}}
  %0 = vf.scatter_nd add @w, %i, %u : tensor<3x1xi32>, tensor<3x4xf64> -> tensor<8x4xf32>
  vf.return
}

// -----

vf.variable @w : tensor<8x4xf32>
vf.entry @slice_rank(%x: tensor<4xf32>) {
  // expected-error @below {{'vf.slice_assign' op value has type 'tensor<4xf32>', but @w has type 'tensor<8x4xf32>'}}
  %0 = vf.slice_assign @w, %x offsets = [0, 0] strides = [1, 1] : tensor<4xf32> -> tensor<8x4xf32>
  vf.return
}

// -----

vf.variable @w : tensor<8x4xf32>
vf.entry @slice_places(%x: tensor<2x4xf32>) {
  // expected-error @below {{'vf.slice_assign' op has 1 offsets and 2 strides, but @w has rank 2}}
  %0 = vf.slice_assign @w, %x offsets = [0] strides = [1, 1] : tensor<2x4xf32> -> tensor<8x4xf32>
  vf.return
}

// -----

vf.variable @w : tensor<8x4xf32>
vf.entry @slice_stride(%x: tensor<2x4xf32>) {
  // expected-error @below {{'vf.slice_assign' op stride of axis 0 is not positive}}
  %0 = vf.slice_assign @w, %x offsets = [4, 0] strides = [-1, 1] : tensor<2x4xf32> -> tensor<8x4xf32>
  vf.return
}

// -----

vf.variable @w : tensor<8x4xf32>
vf.entry @slice_end(%x: tensor<3x4xf32>) {
  // expected-error @below {{'vf.slice_assign' op writes 3 elements from 4 on with stride 2 into axis 0, which has size 8}}
  %0 = vf.slice_assign @w, %x offsets = [4, 0] strides = [2, 1] : tensor<3x4xf32> -> tensor<8x4xf32>
  vf.return
}

// -----

vf.variable @n : tensor<i32>
vf.entry @limit() {
  // expected-error @below {{'vf.count_up_to' op limit 2147483648 does not fit 'i32'}}
  %0 = vf.count_up_to @n limit = 2147483648 : tensor<i32>
  vf.return
}

// -----

vf.variable @n : tensor<4xi32>
vf.entry @counted_vector() {
  // expected-error @below {{'vf.count_up_to' op result #0 must be 0D tensor of 32-bit signless integer or 64-bit signless integer values, but got 'tensor<4xi32>'}}
  %0 = vf.count_up_to @n limit = 3 : tensor<4xi32>
  vf.return
}

// -----

vf.entry @no_variable() {
  // expected-error @below {{'vf.is_initialized' op refers to @w, which is no variable}}
  %0 = vf.is_initialized @w
  vf.return
}

// -----

vf.entry @mark_past_the_values(%n: tensor<?xf32>) {
  %ok = arith.constant true
  %c0 = arith.constant 0 : index
  // expected-error @below {{'vf.check' op message has the mark {7}, but 1 values}}
  vf.check %ok, invalid_argument, "{0} of {x} is {7}" (%c0) node = "n" op = "Op"
  vf.return
}

// -----

vf.entry @range_past_the_values(%n: tensor<?xf32>) {
  %ok = arith.constant true
  %c0 = arith.constant 0 : index
  // expected-error @below {{'vf.check' op message has the mark {0..9}, but 1 values}}
  vf.check %ok, invalid_argument, "{0..1} {0..9}" (%c0) node = "n" op = "Op"
  vf.return
}

// -----

// expected-error @below {{'vf.entry' op argument #0 has 2 symbols, but type 'tensor<?xf32>'}}
vf.entry @too_many_symbols(%x: tensor<?xf32> {vf.symbols = ["B", "C"]}) {
  vf.return
}

// -----

// expected-error @below {{'vf.entry' op result #0 has symbols that are no list of strings}}
vf.entry @symbol_of_no_name() -> (tensor<1xf32> {vf.symbols = [1]}) {
  %0 = nd.constant dense<1.0> : tensor<1xf32>
  vf.return %0 : tensor<1xf32>
}

// -----

// expected-note @below {{variable declared here}}
vf.variable @w : tensor<4xf32>
vf.entry @initialized_value_of_another_type() {
  // expected-error @below {{'vf.initialized_value' op value has type 'tensor<3xf32>', but @w has type 'tensor<4xf32>'}}
  %w = vf.initialized_value @w : tensor<3xf32>
  vf.return
}
