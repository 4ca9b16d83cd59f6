// Each rule of the ops on strings and on tables, broken once.
// RUN: vf-opt %s --split-input-file --verify-diagnostics

vf.entry @join_nothing() -> (tensor<!vf.string>) {
  // expected-error @below {{'vf.join_strings' op has no operand}}
  %x = "vf.join_strings"() : () -> tensor<!vf.string>
  vf.return %x : tensor<!vf.string>
}

// -----

vf.entry @join_shapes(%a: tensor<2x!vf.string>, %b: tensor<3x!vf.string>) -> (tensor<2x!vf.string>) {
  // expected-error @below {{'vf.join_strings' op operand #1 of type 'tensor<3x!vf.string>' does not broadcast}}
  %x = vf.join_strings %a, %b : tensor<2x!vf.string>, tensor<3x!vf.string> -> tensor<2x!vf.string>
  vf.return %x : tensor<2x!vf.string>
}

// -----

vf.entry @join_result(%a: tensor<2x!vf.string>) -> (tensor<3x!vf.string>) {
  // expected-error @below {{'vf.join_strings' op result has type 'tensor<3x!vf.string>', but the operands broadcast to 'tensor<2x!vf.string>'}}
  %x = vf.join_strings %a : tensor<2x!vf.string> -> tensor<3x!vf.string>
  vf.return %x : tensor<3x!vf.string>
}

// -----

vf.entry @numbers(%a: tensor<2xf32>) -> (tensor<2x!vf.string>) {
  // expected-error @below {{operand #0 must be variadic of ranked tensor of element of a tensor of strings values, but got 'tensor<2xf32>'}}
  %x = vf.join_strings %a : tensor<2xf32> -> tensor<2x!vf.string>
  vf.return %x : tensor<2x!vf.string>
}

// -----

vf.entry @concat_nothing() -> (tensor<0x!vf.string>) {
  // expected-error @below {{'vf.concat_strings' op has no operand}}
  %x = "vf.concat_strings"() {axis = 0 : i64} : () -> tensor<0x!vf.string>
  vf.return %x : tensor<0x!vf.string>
}

// -----

vf.entry @concat_axis(%a: tensor<2x!vf.string>) -> (tensor<2x!vf.string>) {
  // expected-error @below {{'vf.concat_strings' op axis 1 is not in [0, 1)}}
  %x = vf.concat_strings %a axis = 1 : tensor<2x!vf.string> -> tensor<2x!vf.string>
  vf.return %x : tensor<2x!vf.string>
}

// -----

vf.entry @concat_shapes(%a: tensor<2x2x!vf.string>, %b: tensor<2x3x!vf.string>) -> (tensor<4x2x!vf.string>) {
  // expected-error @below {{'vf.concat_strings' op operand #1 has type 'tensor<2x3x!vf.string>', but the result has type 'tensor<4x2x!vf.string>'}}
  %x = vf.concat_strings %a, %b axis = 0 : tensor<2x2x!vf.string>, tensor<2x3x!vf.string> -> tensor<4x2x!vf.string>
  vf.return %x : tensor<4x2x!vf.string>
}

// -----

vf.entry @reshape_sizes(%a: tensor<2x!vf.string>) -> (tensor<?x!vf.string>) {
  // expected-error @below {{'vf.reshape_strings' op has 0 sizes, but its result has 1 axes of unknown size}}
  %x = vf.reshape_strings %a : tensor<2x!vf.string> -> tensor<?x!vf.string>
  vf.return %x : tensor<?x!vf.string>
}

// -----

vf.entry @reshape_elements(%a: tensor<2x!vf.string>) -> (tensor<3x!vf.string>) {
  // expected-error @below {{'vf.reshape_strings' op makes 3 strings of 2}}
  %x = vf.reshape_strings %a : tensor<2x!vf.string> -> tensor<3x!vf.string>
  vf.return %x : tensor<3x!vf.string>
}

// -----

vf.entry @report_flags(%names: tensor<2x!vf.string>) -> (tensor<?x!vf.string>) {
  %f = arith.constant true
  // expected-error @below {{'vf.report_uninitialized' op has 1 flags for names of type 'tensor<2x!vf.string>'}}
  %x = vf.report_uninitialized %names flags(%f) : tensor<2x!vf.string> -> tensor<?x!vf.string>
  vf.return %x : tensor<?x!vf.string>
}

// -----

vf.entry @report_shape(%names: tensor<1x!vf.string>) -> (tensor<1x!vf.string>) {
  %f = arith.constant true
  // expected-error @below {{'vf.report_uninitialized' op expects names and result to be vectors, the result of any size, found 'tensor<1x!vf.string>' and 'tensor<1x!vf.string>'}}
  %x = vf.report_uninitialized %names flags(%f) : tensor<1x!vf.string> -> tensor<1x!vf.string>
  vf.return %x : tensor<1x!vf.string>
}

// -----

// expected-error @below {{initializer of table @t does not yield keys and values}}
vf.table @t : i64 -> i64 init {
  %c = nd.constant dense<1> : tensor<1xi64>
  vf.yield %c : tensor<1xi64>
}

// -----

vf.table @t : i64 -> i64 init {
  %k = nd.constant dense<[1, 2]> : tensor<2xi64>
  %v = nd.constant dense<1> : tensor<1xi64>
  // expected-error @below {{'vf.yield' op yields 'tensor<2xi64>', 'tensor<1xi64>', but @t maps 'i64' to 'i64'}}
  vf.yield %k, %v : tensor<2xi64>, tensor<1xi64>
}

// -----

// expected-note @below {{@v declared here}}
vf.variable @v : tensor<i64>
vf.entry @no_table() {
  // expected-error @below {{'vf.check_table' op refers to @v, which is no table}}
  vf.check_table @v node = "n" op = "LookupTableFind"
  vf.return
}

// -----

vf.entry @missing() -> (tensor<i64>) {
  // expected-error @below {{'vf.table_size' op refers to @t, which is no table}}
  %n = vf.table_size @t
  %s = nd.size %n : tensor<i64>
  vf.return %s : tensor<i64>
}

// -----

// expected-note @below {{table declared here}}
vf.table @t : !vf.string -> i64
vf.entry @types(%k: tensor<2xi64>) {
  // expected-error @below {{'vf.build_table' op maps 'i64' to 'i64', but @t maps '!vf.string' to 'i64'}}
  %c = vf.build_table @t, %k, %k node = "n" op = "InitializeTable" : tensor<2xi64>, tensor<2xi64>
  vf.initialize_table @t, %c
  vf.return
}

// -----

vf.table @t : i64 -> i64
vf.entry @sizes(%k: tensor<2xi64>, %v: tensor<3xi64>) {
  // expected-error @below {{'vf.build_table' op has keys of type 'tensor<2xi64>' and values of type 'tensor<3xi64>'}}
  %c = vf.build_table @t, %k, %v node = "n" op = "InitializeTable" : tensor<2xi64>, tensor<3xi64>
  vf.initialize_table @t, %c
  vf.return
}

// -----

vf.table @t : i64 -> i64
vf.entry @find_shape(%k: tensor<2xi64>, %d: tensor<i64>) -> (tensor<3xi64>) {
  // expected-error @below {{'vf.find_in_table' op result has type 'tensor<3xi64>', but the keys have type 'tensor<2xi64>'}}
  %v = vf.find_in_table @t, %k, %d : tensor<2xi64>, tensor<i64> -> tensor<3xi64>
  vf.return %v : tensor<3xi64>
}

// -----

vf.table @t : i64 -> i64
vf.entry @find_default(%k: tensor<2xi64>, %d: tensor<1xi64>) -> (tensor<2xi64>) {
  // expected-error @below {{'vf.find_in_table' op default has type 'tensor<1xi64>', expected 'tensor<i64>'}}
  %v = vf.find_in_table @t, %k, %d : tensor<2xi64>, tensor<1xi64> -> tensor<2xi64>
  vf.return %v : tensor<2xi64>
}

// -----

vf.table @t : i64 -> i64
vf.entry @find_sizes(%k: tensor<?xi64>, %d: tensor<i64>) -> (tensor<?xi64>) {
  // expected-error @below {{'vf.find_in_table' op has 0 sizes, but its result has 1 axes of unknown size}}
  %v = vf.find_in_table @t, %k, %d : tensor<?xi64>, tensor<i64> -> tensor<?xi64>
  vf.return %v : tensor<?xi64>
}
