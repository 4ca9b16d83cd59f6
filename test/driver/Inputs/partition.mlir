// Variables of several ranks, for --partition.
vf.variable @"a/w" : tensor<10x4xf32>
vf.variable @"a/v" : tensor<3x4xf32>
vf.variable @"a/s" : tensor<f32>
vf.variable @b : tensor<10x2xf32>
vf.saver @save variables = [@"a/s", @"a/v", @"a/w", @b] keys = ["a/s", "a/v", "a/w", "b"] slices = ["", "", "", ""]
  version = 2 max_to_keep = 5
vf.entry @read() -> (tensor<10x2xf32> {vf.name = "b", vf.tensor = "b:0"}) {
  %0 = vf.read @b : tensor<10x2xf32>
  vf.return %0 : tensor<10x2xf32>
}
