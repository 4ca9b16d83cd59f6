// Updates of a variable of 256 MiB in a loop and in a branch of it.
vf.variable @w : tensor<65536x1024xf32> init {
  %c = nd.constant dense<0.5> : tensor<65536x1024xf32>
  vf.yield %c : tensor<65536x1024xf32>
}
vf.entry @train(%k: tensor<i32> {vf.name = "k"}, %rate: tensor<f32> {vf.name = "rate"}, %ids: tensor<2xi32> {vf.name = "ids"})
    -> (tensor<2x1024xf32> {vf.name = "rows"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %number = tensor.extract %k[] : tensor<i32>
  %count = arith.index_cast %number : i32 to index
  scf.for %i = %c0 to %count step %c1 {
    %w = vf.read @w : tensor<65536x1024xf32>
    %decay = nd.mul %w, %rate : tensor<65536x1024xf32>, tensor<f32> -> tensor<65536x1024xf32>
    %0 = vf.assign_sub @w, %decay : tensor<65536x1024xf32>
    %round = arith.remui %i, %c2 : index
    %even = arith.cmpi eq, %round, %c0 : index
    scf.if %even {
      %rows = nd.constant dense<1.0> : tensor<2x1024xf32>
      %1 = vf.scatter add @w, %ids, %rows : tensor<2xi32>, tensor<2x1024xf32> -> tensor<65536x1024xf32>
    }
  }
  %w = vf.read @w : tensor<65536x1024xf32>
  %rows = nd.gather %w, %ids : tensor<65536x1024xf32>, tensor<2xi32> -> tensor<2x1024xf32>
  vf.return %rows : tensor<2x1024xf32>
}
