// Shards of partitioned variables; the numbers are TensorFlow's.
// RUN: vf-opt %s --verify-roundtrip --split-input-file | FileCheck %s --check-prefix=SAME
// RUN: vf-opt %s --split-input-file --vf-partition-variables | FileCheck %s

// Along axis 0 and another, what is left over, more shards than indices, one shard. Entries stay as they are.
// SAME: vf.variable @rows : tensor<10x4xf32> {partition = #vf.fixed_size<num_shards = 3>}
// SAME: vf.variable @columns : tensor<3x4xf32> {partition = #vf.fixed_size<num_shards = 2, axis = 1>, trainable}
// CHECK-LABEL: vf.variable @rows
// CHECK-SAME:    partition = #vf.shards<sizes = [4, 3, 3]>
// CHECK:       vf.variable @columns
// CHECK-SAME:    partition = #vf.shards<sizes = [2, 2], axis = 1>, trainable
// CHECK:       vf.variable @many
// CHECK-SAME:    partition = #vf.shards<sizes = [1, 1]>
// CHECK:       vf.variable @one
// CHECK-SAME:    partition = #vf.shards<sizes = [5]>
// CHECK:       vf.variable @whole : tensor<7xf32>{{$}}
// CHECK:       vf.saver @save variables = [@columns, @columns, @many, @many, @one, @rows, @rows, @rows, @whole]
// CHECK-SAME:    keys = ["scope/columns", "scope/columns", "many", "many", "one", "rows", "rows", "rows", "whole"]
// CHECK-SAME:    slices = ["3 4 0,3:0,2", "3 4 0,3:2,2", "2 0,1", "2 1,1", "", "10 4 0,4:0,4", "10 4 4,3:0,4", "10 4 7,3:0,4", ""]
// Every Saver.
// CHECK:       vf.saver @other variables = [@rows, @rows, @rows]
// CHECK:       vf.entry @step
// CHECK-NEXT:    vf.scatter add @rows
// CHECK-NEXT:    vf.return
vf.variable @rows : tensor<10x4xf32> {partition = #vf.fixed_size<num_shards = 3>}
vf.variable @columns : tensor<3x4xf32> {partition = #vf.fixed_size<num_shards = 2, axis = 1>, trainable}
vf.variable @many : tensor<2xi64> {partition = #vf.fixed_size<num_shards = 9>}
vf.variable @one : tensor<5xf32> {partition = #vf.fixed_size<num_shards = 1>}
vf.variable @whole : tensor<7xf32>
vf.saver @save variables = [@columns, @many, @one, @rows, @whole] keys = ["scope/columns", "many", "one", "rows", "whole"]
  slices = ["", "", "", "", ""] version = 2 max_to_keep = 5
vf.saver @other variables = [@rows] keys = ["r"] slices = [""] version = 2 max_to_keep = 5
vf.entry @step(%ids: tensor<2xi32>, %x: tensor<2x4xf32>) {
  %0 = vf.scatter add @rows, %ids, %x : tensor<2xi32>, tensor<2x4xf32> -> tensor<10x4xf32>
  vf.return
}

// -----

// Shards of a limited size: below a row's 16 bytes, between, above all; at most so many; by the element's bytes.
// CHECK-LABEL: vf.variable @below
// CHECK-SAME:    #vf.shards<sizes = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]>
// CHECK:       vf.variable @between
// CHECK-SAME:    #vf.shards<sizes = [4, 3, 3]>
// CHECK:       vf.variable @above
// CHECK-SAME:    #vf.shards<sizes = [10]>
// CHECK:       vf.variable @at_most
// CHECK-SAME:    #vf.shards<sizes = [5, 5]>
// CHECK:       vf.variable @complex
// CHECK-SAME:    #vf.shards<sizes = [2, 2, 2, 2, 2]>
// CHECK:       vf.variable @bool
// CHECK-SAME:    #vf.shards<sizes = [2, 2], axis = 1>
vf.variable @below : tensor<10x4xf32> {partition = #vf.variable_axis_size<max_shard_bytes = 15>}
vf.variable @between : tensor<10x4xf32> {partition = #vf.variable_axis_size<max_shard_bytes = 79>}
vf.variable @above : tensor<10x4xf32> {partition = #vf.variable_axis_size<max_shard_bytes = 160>}
vf.variable @at_most : tensor<10x4xf32> {partition = #vf.variable_axis_size<max_shard_bytes = 15, max_shards = 2>}
vf.variable @complex : tensor<10x4xcomplex<f64>> {partition = #vf.variable_axis_size<max_shard_bytes = 128>}
vf.variable @bool : tensor<10x4xi1> {partition = #vf.variable_axis_size<max_shard_bytes = 20, axis = 1>}

// -----

// As many shards as are worth it, up to a number and to the size of the axis.
// CHECK-LABEL: vf.variable @worth_two
// CHECK-SAME:    #vf.shards<sizes = [5, 5]>
// CHECK:       vf.variable @rounded_up
// CHECK-SAME:    #vf.shards<sizes = [4, 3, 3]>
// CHECK:       vf.variable @limited
// CHECK-SAME:    #vf.shards<sizes = [4, 3, 3]>
// CHECK:       vf.variable @worth_none
// CHECK-SAME:    #vf.shards<sizes = [10]>
// CHECK:       vf.variable @by_axis
// CHECK-SAME:    #vf.shards<sizes = [1, 1, 1, 1], axis = 1>
vf.variable @worth_two : tensor<10x4xf32> {partition = #vf.min_max<max_partitions = 8, min_slice_size = 80>}
vf.variable @rounded_up : tensor<10x4xf32> {partition = #vf.min_max<max_partitions = 8, min_slice_size = 79>}
vf.variable @limited : tensor<10x4xf32> {partition = #vf.min_max<max_partitions = 3, min_slice_size = 1>}
vf.variable @worth_none : tensor<10x4xf32> {partition = #vf.min_max<max_partitions = 8, min_slice_size = 262144>}
vf.variable @by_axis : tensor<10x4xf32> {partition = #vf.min_max<max_partitions = 8, min_slice_size = 1, axis = 1>}

// -----

// Given sizes stay; a variable that no Saver names needs no record.
// CHECK-LABEL: vf.variable @given
// CHECK-SAME:    #vf.shards<sizes = [1, 7, 2]>
// CHECK:       vf.variable @unsaved
// CHECK-SAME:    #vf.shards<sizes = [2, 2]>
// CHECK:       vf.saver @save variables = [@given, @given, @given] keys = ["g", "g", "g"]
// CHECK-SAME:    slices = ["10 0,1", "10 1,7", "10 8,2"]
vf.variable @given : tensor<10xf32> {partition = #vf.shards<sizes = [1, 7, 2]>}
vf.variable @unsaved : tensor<4xf32> {partition = #vf.fixed_size<num_shards = 2>}
vf.saver @save variables = [@given] keys = ["g"] slices = [""] version = 2 max_to_keep = 5

// -----

// Rows of a graph's own parts along axis 1 are gathered in each part; the indices may have any rank.
// CHECK-LABEL: vf.entry @gather
// CHECK-DAG:     %[[L:.+]] = vf.read @left
// CHECK-DAG:     %[[R:.+]] = vf.read @right
// CHECK:         %[[A:.+]] = nd.gather %[[L]], %arg0 : tensor<10x3xf32>, tensor<?x2xi32> -> tensor<?x2x3xf32>
// CHECK:         %[[B:.+]] = nd.gather %[[R]], %arg0 : tensor<10x1xf32>, tensor<?x2xi32> -> tensor<?x2x1xf32>
// CHECK:         %[[C:.+]] = nd.concat %[[A]], %[[B]] axis = 2
// CHECK-NEXT:    vf.return %[[C]]
vf.variable @left : tensor<10x3xf32>
vf.variable @right : tensor<10x1xf32>
vf.entry @gather(%ids: tensor<?x2xi32>) -> tensor<?x2x4xf32> {
  %l = vf.read @left : tensor<10x3xf32>
  %r = vf.read @right : tensor<10x1xf32>
  %w = nd.concat %l, %r axis = 1 : tensor<10x3xf32>, tensor<10x1xf32> -> tensor<10x4xf32>
  %g = nd.gather %w, %ids : tensor<10x4xf32>, tensor<?x2xi32> -> tensor<?x2x4xf32>
  vf.return %g : tensor<?x2x4xf32>
}

// Not along the rows' own axis, not where all of the whole is needed as well, not of what is no variable.
// CHECK-LABEL: vf.entry @rows
// CHECK-NOT:     nd.gather
// CHECK:         %[[W:.+]] = nd.concat
// CHECK-NEXT:    nd.gather %[[W]]
// CHECK-LABEL: vf.entry @needed
// CHECK-NOT:     nd.gather
// CHECK:         %[[W:.+]] = nd.concat
// CHECK-NEXT:    nd.gather %[[W]]
// CHECK-LABEL: vf.entry @values
// CHECK-NOT:     nd.gather
// CHECK:         %[[W:.+]] = nd.concat
// CHECK-NEXT:    nd.gather %[[W]]
vf.entry @rows(%ids: tensor<2xi32>) -> tensor<2x3xf32> {
  %l = vf.read @left : tensor<10x3xf32>
  %w = nd.concat %l, %l axis = 0 : tensor<10x3xf32>, tensor<10x3xf32> -> tensor<20x3xf32>
  %g = nd.gather %w, %ids : tensor<20x3xf32>, tensor<2xi32> -> tensor<2x3xf32>
  vf.return %g : tensor<2x3xf32>
}
vf.entry @needed(%ids: tensor<2xi32>) -> (tensor<2x6xf32>, tensor<10x6xf32>) {
  %l = vf.read @left : tensor<10x3xf32>
  %w = nd.concat %l, %l axis = 1 : tensor<10x3xf32>, tensor<10x3xf32> -> tensor<10x6xf32>
  %g = nd.gather %w, %ids : tensor<10x6xf32>, tensor<2xi32> -> tensor<2x6xf32>
  vf.return %g, %w : tensor<2x6xf32>, tensor<10x6xf32>
}
vf.entry @values(%x: tensor<10x3xf32>, %ids: tensor<2xi32>) -> tensor<2x6xf32> {
  %l = vf.read @left : tensor<10x3xf32>
  %w = nd.concat %l, %x axis = 1 : tensor<10x3xf32>, tensor<10x3xf32> -> tensor<10x6xf32>
  %g = nd.gather %w, %ids : tensor<10x6xf32>, tensor<2xi32> -> tensor<2x6xf32>
  vf.return %g : tensor<2x6xf32>
}

// -----

// Nothing to partition: a module without variables stays empty.
// CHECK-LABEL: vf.entry @nothing
// CHECK-NEXT:    vf.return
vf.entry @nothing() {
  vf.return
}
