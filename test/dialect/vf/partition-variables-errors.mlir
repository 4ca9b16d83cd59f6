// What can not be partitioned, and partitioners that say nothing.
// RUN: vf-opt %s --split-input-file --verify-diagnostics --vf-partition-variables

// expected-error @below {{'vf.variable' op expected known sizes of at least 1 to partition, found type 'tensor<?x4xf32>'}}
vf.variable @open : tensor<?x4xf32> {partition = #vf.fixed_size<num_shards = 2>}

// -----

// expected-error @below {{'vf.variable' op expected known sizes of at least 1 to partition, found type 'tensor<0x4xf32>'}}
vf.variable @empty : tensor<0x4xf32> {partition = #vf.fixed_size<num_shards = 2, axis = 1>}

// -----

// expected-error @below {{'vf.variable' op expected axis 0 to partition along, found type 'tensor<f32>'}}
vf.variable @scalar : tensor<f32> {partition = #vf.fixed_size<num_shards = 2>}

// -----

// expected-error @below {{'vf.variable' op expected shards of 10 indices along axis 0 together, found sizes [4, 3]}}
vf.variable @short : tensor<10xf32> {partition = #vf.shards<sizes = [4, 3]>}

// -----

// expected-error @below {{'vf.variable' op expected shards of 10 indices along axis 0 together, found sizes [9223372036854775807, 10]}}
vf.variable @long : tensor<10xf32> {partition = #vf.shards<sizes = [9223372036854775807, 10]>}

// -----

// expected-error @below {{num_shards is 0, expected at least 1}}
vf.variable @w : tensor<10xf32> {partition = #vf.fixed_size<num_shards = 0>}

// -----

// expected-error @below {{axis is -1, expected at least 0}}
vf.variable @w : tensor<10xf32> {partition = #vf.fixed_size<num_shards = 2, axis = -1>}

// -----

// expected-error @below {{max_shard_bytes is 0, expected at least 1}}
vf.variable @w : tensor<10xf32> {partition = #vf.variable_axis_size<max_shard_bytes = 0>}

// -----

// expected-error @below {{max_shards is -2, expected at least 0}}
vf.variable @w : tensor<10xf32> {partition = #vf.variable_axis_size<max_shard_bytes = 1, max_shards = -2>}

// -----

// expected-error @below {{max_partitions is 0, expected at least 1}}
vf.variable @w : tensor<10xf32> {partition = #vf.min_max<max_partitions = 0, min_slice_size = 1>}

// -----

// expected-error @below {{min_slice_size is 0, expected at least 1}}
vf.variable @w : tensor<10xf32> {partition = #vf.min_max<max_partitions = 2, min_slice_size = 0>}

// -----

// expected-error @below {{expected at least one size}}
vf.variable @w : tensor<10xf32> {partition = #vf.shards<sizes = []>}

// -----

// expected-error @below {{a size is 0, expected at least 1}}
vf.variable @w : tensor<10xf32> {partition = #vf.shards<sizes = [10, 0]>}

// -----

vf.variable @w : tensor<10xf32> {partition = #vf.fixed_size<num_shards = 2>}
// expected-error @below {{'vf.saver' op has slice "20 0,10" of @w, which is to be partitioned}}
vf.saver @save variables = [@w] keys = ["full"] slices = ["20 0,10"] version = 2 max_to_keep = 5
