// RUN: vf-opt %s --split-input-file --verify-diagnostics

func.func @broadcast_mismatch(%a: tensor<2x3xf32>, %b: tensor<4xf32>) {
  // expected-error @below {{'nd.add' op sizes 3 and 4 of axis 1 do not broadcast}}
  %0 = nd.add %a, %b : tensor<2x3xf32>, tensor<4xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @result_contradicts_operands(%a: tensor<3xf32>) {
  // expected-error @below {{'nd.exp' op result has type 'tensor<4xf32>', but its operands give 'tensor<3xf32>'}}
  %0 = nd.exp %a : tensor<3xf32> -> tensor<4xf32>
  return
}

// -----

func.func @result_of_another_rank(%a: tensor<?xf32>, %b: tensor<?xf32>) {
  // expected-error @below {{'nd.compare' op result has type 'tensor<?x?xi1>', but its operands give 'tensor<?xi1>'}}
  %0 = nd.compare lt %a, %b : tensor<?xf32>, tensor<?xf32> -> tensor<?x?xi1>
  return
}

// -----

func.func @element_types_differ(%a: tensor<3xf32>, %b: tensor<3xf64>) {
  // expected-error @below {{'nd.mul' op requires the same element type for all operands and results}}
  %0 = nd.mul %a, %b : tensor<3xf32>, tensor<3xf64> -> tensor<3xf32>
  return
}

// -----

func.func @permutation_too_short(%a: tensor<2x3xf32>) {
  // expected-error @below {{'nd.transpose' op permutation has 1 axes, but the operand has rank 2}}
  %0 = nd.transpose %a permutation = [0] : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @permutation_repeats(%a: tensor<2x3xf32>) {
  // expected-error @below {{'nd.transpose' op axis 1 comes twice}}
  %0 = nd.transpose %a permutation = [1, 1] : tensor<2x3xf32> -> tensor<3x3xf32>
  return
}

// -----

func.func @concat_nothing() {
  // expected-error @below {{'nd.concat' op expected 1 or more operands, but found 0}}
  %0 = "nd.concat"() {axis = 0 : i64} : () -> tensor<2xf32>
  return
}

// -----

func.func @concat_ranks(%a: tensor<2xf32>, %b: tensor<2x2xf32>) {
  // expected-error @below {{'nd.concat' op operand #1 has rank 2, but operand #0 has rank 1}}
  %0 = nd.concat %a, %b axis = 0 : tensor<2xf32>, tensor<2x2xf32> -> tensor<4xf32>
  return
}

// -----

func.func @concat_sizes(%a: tensor<2x3xf32>, %b: tensor<2x4xf32>) {
  // expected-error @below {{'nd.concat' op operand #1 has size 4 on axis 1, but the operands before it have 3}}
  %0 = nd.concat %a, %b axis = 0 : tensor<2x3xf32>, tensor<2x4xf32> -> tensor<4x3xf32>
  return
}

// -----

func.func @matmul_rank(%a: tensor<2xf32>, %b: tensor<2x4xf32>) {
  // expected-error @below {{'nd.matmul' op operand #0 has rank 1, but must be a matrix}}
  %0 = nd.matmul %a, %b : tensor<2xf32>, tensor<2x4xf32> -> tensor<2x4xf32>
  return
}

// -----

func.func @matmul_inner(%a: tensor<2x3xf32>, %b: tensor<3x4xf32>) {
  // expected-error @below {{'nd.matmul' op sums over 3 columns of the left matrix, but 4 rows of the right one}}
  %0 = nd.matmul %a, %b transpose_b : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @reduce_axis(%a: tensor<2x3xf32>) {
  // expected-error @below {{'nd.reduce' op axis 2 is out of range for rank 2}}
  %0 = nd.reduce sum %a dimensions = [2] : tensor<2x3xf32> -> tensor<2xf32>
  return
}

// -----

func.func @reduce_kind(%a: tensor<2x3xf32>) {
  // expected-error @below {{'nd.reduce' op 'all' does not combine elements of type 'f32'}}
  %0 = nd.reduce all %a dimensions = [0] : tensor<2x3xf32> -> tensor<3xf32>
  return
}

// -----

func.func @arg_reduce_axis(%a: tensor<f32>) {
  // expected-error @below {{'nd.arg_reduce' op axis 0 is out of range for rank 0}}
  %0 = nd.arg_reduce max %a axis = 0 as i64 : tensor<f32> -> tensor<i64>
  return
}

// -----

func.func @softmax_scalar(%a: tensor<f32>) {
  // expected-error @below {{'nd.softmax' op operand has rank 0, but must have rows}}
  %0 = nd.softmax %a : tensor<f32> -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_rank(%a: tensor<3xf32>) {
  // expected-error @below {{'nd.softmax_cross_entropy' op logits have rank 1, but must be a matrix}}
  %0:2 = nd.softmax_cross_entropy %a, %a : tensor<3xf32>, tensor<3xf32> -> tensor<3xf32>, tensor<3xf32>
  return
}

// -----

func.func @cross_entropy_labels(%a: tensor<2x3xf32>, %b: tensor<2x4xf32>) {
  // expected-error @below {{'nd.softmax_cross_entropy' op logits have type 'tensor<2x3xf32>', but labels have type 'tensor<2x4xf32>'}}
  %0:2 = nd.softmax_cross_entropy %a, %b : tensor<2x3xf32>, tensor<2x4xf32> -> tensor<2xf32>, tensor<2x3xf32>
  return
}

// -----

func.func @sparse_labels(%a: tensor<2x3xf32>, %b: tensor<4xi64>) {
  // expected-error @below {{'nd.sparse_softmax_cross_entropy' op needs one label per row of logits 'tensor<2x3xf32>', but labels have type 'tensor<4xi64>'}}
  %0:2 = nd.sparse_softmax_cross_entropy %a, %b : tensor<2x3xf32>, tensor<4xi64> -> tensor<2xf32>, tensor<2x3xf32>
  return
}

// -----

func.func @gather_scalar(%a: tensor<f32>, %i: tensor<4xi32>) {
  // expected-error @below {{'nd.gather' op params have rank 0, but must have rows}}
  %0 = nd.gather %a, %i : tensor<f32>, tensor<4xi32> -> tensor<4xf32>
  return
}

// -----

func.func @scatter_scalar(%a: tensor<f32>, %i: tensor<4xi32>) {
  // expected-error @below {{'nd.scatter' op destination has rank 0, but must have rows}}
  %0 = nd.scatter add %a, %i, %a : tensor<f32>, tensor<4xi32>, tensor<f32> -> tensor<f32>
  return
}

// -----

func.func @scatter_updates(%a: tensor<9x3xf32>, %i: tensor<4xi32>, %u: tensor<4x2xf32>) {
  // expected-error @below {{'nd.scatter' op updates have type 'tensor<4x2xf32>', but the indexed rows have type 'tensor<4x3xf32>'}}
  %0 = nd.scatter add %a, %i, %u : tensor<9x3xf32>, tensor<4xi32>, tensor<4x2xf32> -> tensor<9x3xf32>
  return
}

// -----

func.func @broadcast_rank(%a: tensor<2x3xf32>) {
  // expected-error @below {{'nd.broadcast' op cannot broadcast rank 2 to rank 1}}
  %0 = nd.broadcast %a : tensor<2x3xf32> -> tensor<3xf32>
  return
}

// -----

func.func @broadcast_size(%a: tensor<2x3xf32>) {
  // expected-error @below {{'nd.broadcast' op cannot broadcast size 3 to 4 on axis 2}}
  %0 = nd.broadcast %a : tensor<2x3xf32> -> tensor<5x2x4xf32>
  return
}

// -----

func.func @unbroadcast_size(%a: tensor<2x3xf32>) {
  // expected-error @below {{'nd.unbroadcast' op cannot broadcast size 2 to 3 on axis 1}}
  %0 = nd.unbroadcast %a : tensor<2x3xf32> -> tensor<2xf32>
  return
}

// -----

func.func @sizes(%a: tensor<2x3xf32>, %n: index) {
  // expected-error @below {{'nd.broadcast' op has 1 sizes, but its result has 2 axes of unknown size}}
  %0 = nd.broadcast %a sizes [%n] : tensor<2x3xf32> -> tensor<?x?x2x3xf32>
  return
}

// -----

func.func @reshape_elements(%a: tensor<2x3xf32>) {
  // expected-error @below {{'nd.reshape' op operand has 6 elements, but the result has 8}}
  %0 = nd.reshape %a : tensor<2x3xf32> -> tensor<8xf32>
  return
}

// -----

func.func @slice_rank(%a: tensor<2x3xf32>) {
  // expected-error @below {{'nd.slice' op operand has rank 2, but the result has rank 1}}
  %0 = nd.slice %a offsets = [0, 0] strides = [1, 1] : tensor<2x3xf32> -> tensor<2xf32>
  return
}

// -----

func.func @slice_offsets(%a: tensor<2x3xf32>) {
  // expected-error @below {{'nd.slice' op has 1 offsets and 2 strides, but the operand has rank 2}}
  %0 = nd.slice %a offsets = [0] strides = [1, 1] : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @slice_stride(%a: tensor<3xf32>) {
  // expected-error @below {{'nd.slice' op stride of axis 0 is 0}}
  %0 = nd.slice %a offsets = [0] strides = [0] : tensor<3xf32> -> tensor<3xf32>
  return
}

// -----

func.func @slice_offset(%a: tensor<3xf32>) {
  // expected-error @below {{'nd.slice' op offset of axis 0 is negative}}
  %0 = nd.slice %a offsets = [-1] strides = [1] : tensor<3xf32> -> tensor<3xf32>
  return
}

// -----

func.func @slice_range(%a: tensor<9xf32>) {
  // expected-error @below {{'nd.slice' op takes elements 8 to -1 of axis 0, which has size 9}}
  %0 = nd.slice %a offsets = [8] strides = [-3] : tensor<9xf32> -> tensor<4xf32>
  return
}

// -----

func.func @pad_filling(%a: tensor<3xf32>, %s: tensor<i32>) {
  // expected-error @below {{'nd.pad' op fills elements of type 'f32' with 'i32'}}
  %0 = nd.pad %a, %s offsets = [0] strides = [1] : tensor<3xf32>, tensor<i32> -> tensor<4xf32>
  return
}

// -----

func.func @pad_backwards(%a: tensor<3xf32>, %s: tensor<f32>) {
  // expected-error @below {{'nd.pad' op stride of axis 0 is negative}}
  %0 = nd.pad %a, %s offsets = [2] strides = [-1] : tensor<3xf32>, tensor<f32> -> tensor<4xf32>
  return
}

// -----

func.func @pad_range(%a: tensor<3xf32>, %s: tensor<f32>) {
  // expected-error @below {{'nd.pad' op writes elements 1 to 5 of axis 0, which has size 5}}
  %0 = nd.pad %a, %s offsets = [1] strides = [2] : tensor<3xf32>, tensor<f32> -> tensor<5xf32>
  return
}

// -----

func.func @pad_sizes(%a: tensor<3xf32>, %s: tensor<f32>) {
  // expected-error @below {{'nd.pad' op has 0 sizes, but its result has 1 axes of unknown size}}
  %0 = nd.pad %a, %s offsets = [1] strides = [2] : tensor<3xf32>, tensor<f32> -> tensor<?xf32>
  return
}

// -----

func.func @iota_axis() {
  // expected-error @below {{'nd.iota' op axis 1 is out of range for rank 1}}
  %0 = nd.iota axis = 1 -> tensor<3xi32>
  return
}

// -----

func.func @insert_into_another_type(%a: tensor<3xf32>, %d: tensor<5xf32>) {
  // expected-error @below {{'nd.insert' op destination has type 'tensor<5xf32>', but the result has type 'tensor<6xf32>'}}
  %0 = nd.insert %a, %d offsets = [0] strides = [1] : tensor<3xf32>, tensor<5xf32> -> tensor<6xf32>
  return
}

// -----

func.func @insert_backwards(%a: tensor<3xf32>, %d: tensor<5xf32>) {
  // expected-error @below {{'nd.insert' op stride of axis 0 is negative}}
  %0 = nd.insert %a, %d offsets = [2] strides = [-1] : tensor<3xf32>, tensor<5xf32> -> tensor<5xf32>
  return
}

// -----

func.func @insert_past_the_end(%a: tensor<3xf32>, %d: tensor<5xf32>) {
  // expected-error @below {{'nd.insert' op writes elements 1 to 5 of axis 0, which has size 5}}
  %0 = nd.insert %a, %d offsets = [1] strides = [2] : tensor<3xf32>, tensor<5xf32> -> tensor<5xf32>
  return
}

// -----

func.func @too_many_coordinates(%t: tensor<9xf32>, %i: tensor<4x2xi32>, %u: tensor<4xf32>) {
  // expected-error @below {{'nd.scatter_nd' op indices have type 'tensor<4x2xi32>', but an index into 'tensor<9xf32>' has 1 to 1 coordinates}}
  %0 = nd.scatter_nd add %t, %i, %u : tensor<9xf32>, tensor<4x2xi32>, tensor<4xf32> -> tensor<9xf32>
  return
}

// -----

func.func @unknown_number_of_coordinates(%t: tensor<9xf32>, %i: tensor<4x?xi32>, %u: tensor<4xf32>) {
  // expected-error @below {{'nd.scatter_nd' op indices have type 'tensor<4x?xi32>'}}
  %0 = nd.scatter_nd add %t, %i, %u : tensor<9xf32>, tensor<4x?xi32>, tensor<4xf32> -> tensor<9xf32>
  return
}

// -----

func.func @scattered_parts(%t: tensor<9x3xf32>, %i: tensor<4x1xi32>, %u: tensor<4x2xf32>) {
  // expected-error @below {{'nd.scatter_nd' op updates have type 'tensor<4x2xf32>', but the indexed rows have type 'tensor<4x3xf32>'}}
  %0 = nd.scatter_nd add %t, %i, %u : tensor<9x3xf32>, tensor<4x1xi32>, tensor<4x2xf32> -> tensor<9x3xf32>
  return
}

// -----

// The last element's place does not fit 64 bits.
func.func @slice_overflow(%a: tensor<4xf32>) {
  // expected-error @below {{'nd.slice' op takes elements 1 to 9223372036854775807 of axis 0, which has size 4}}
  %0 = nd.slice %a offsets = [1] strides = [9223372036854775807] : tensor<4xf32> -> tensor<3xf32>
  return
}
