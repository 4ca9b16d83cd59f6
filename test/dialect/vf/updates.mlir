// The formulas of the updates, in the order in which TensorFlow's kernels evaluate them.
// RUN: vf-opt %s --vf-functionalize | FileCheck %s

vf.variable @w : tensor<4xf32>
vf.variable @m : tensor<4xf32>
vf.variable @v : tensor<4xf32>
vf.variable @table : tensor<8x4xf32>

// CHECK-LABEL: func.func @assign_add_0
// CHECK-SAME:    %[[W:[a-z0-9]+]]: tensor<4xf32> {{.+}}, %[[X:[a-z0-9]+]]: tensor<4xf32>
// CHECK:         nd.add %[[W]], %[[X]]
vf.entry @assign_add(%x: tensor<4xf32>) {
  vf.stage @assign_add_0 {
    %0 = vf.assign_add @w, %x : tensor<4xf32>
    vf.yield
  }
  vf.return
}

// CHECK-LABEL: func.func @assign_sub_0
// CHECK-SAME:    %[[W:[a-z0-9]+]]: tensor<4xf32> {{.+}}, %[[X:[a-z0-9]+]]: tensor<4xf32>
// CHECK:         nd.sub %[[W]], %[[X]]
vf.entry @assign_sub(%x: tensor<4xf32>) {
  vf.stage @assign_sub_0 {
    %0 = vf.assign_sub @w, %x : tensor<4xf32>
    vf.yield
  }
  vf.return
}

// CHECK-LABEL: func.func @scatter_0
// CHECK:         nd.scatter max %{{.+}}, %{{.+}}, %{{.+}} : tensor<8x4xf32>, tensor<2xi32>, tensor<2x4xf32> -> tensor<8x4xf32>
vf.entry @scatter(%ids: tensor<2xi32>, %rows: tensor<2x4xf32>) {
  vf.stage @scatter_0 {
    %0 = vf.scatter max @table, %ids, %rows : tensor<2xi32>, tensor<2x4xf32> -> tensor<8x4xf32>
    vf.yield
  }
  vf.return
}

// variable -= delta * alpha
// CHECK-LABEL: func.func @descent_0
// CHECK-SAME:    %[[W:[a-z0-9]+]]: tensor<4xf32> {{.+}}, %[[RATE:[a-z0-9]+]]: tensor<f32> {{.+}}, %[[G:[a-z0-9]+]]: tensor<4xf32>
// CHECK:         %[[STEP:.+]] = nd.mul %[[G]], %[[RATE]]
// CHECK:         nd.sub %[[W]], %[[STEP]]
vf.entry @descent(%rate: tensor<f32>, %g: tensor<4xf32>) {
  vf.stage @descent_0 {
    %0 = vf.apply_gradient_descent @w, %rate, %g : tensor<4xf32>
    vf.yield
  }
  vf.return
}

// accum = accum * momentum + grad; variable -= accum * lr
// CHECK-LABEL: func.func @momentum_0
// CHECK-SAME:    %[[W:[a-z0-9]+]]: tensor<4xf32> {{.+}}, %[[M:[a-z0-9]+]]: tensor<4xf32> {{.+}}, %[[RATE:[a-z0-9]+]]: tensor<f32> {{.+}}, %[[MOMENTUM:[a-z0-9]+]]: tensor<f32> {{.+}}, %[[G:[a-z0-9]+]]: tensor<4xf32>
// CHECK:         %[[DECAYED:.+]] = nd.mul %[[M]], %[[MOMENTUM]]
// CHECK:         %[[ACCUM:.+]] = nd.add %[[DECAYED]], %[[G]]
// CHECK:         %[[STEP:.+]] = nd.mul %[[ACCUM]], %[[RATE]]
// CHECK:         nd.sub %[[W]], %[[STEP]]
vf.entry @momentum(%rate: tensor<f32>, %g: tensor<4xf32>, %momentum: tensor<f32>) {
  vf.stage @momentum_0 {
    %0:2 = vf.apply_momentum @w, @m learning_rate = %rate momentum = %momentum gradient %g : tensor<4xf32> -> tensor<4xf32>
    vf.yield
  }
  vf.return
}

// variable -= grad * lr + accum * momentum * lr
// CHECK-LABEL: func.func @nesterov_0
// CHECK-SAME:    %[[W:[a-z0-9]+]]: tensor<4xf32> {{.+}}, %[[M:[a-z0-9]+]]: tensor<4xf32> {{.+}}, %[[RATE:[a-z0-9]+]]: tensor<f32> {{.+}}, %[[MOMENTUM:[a-z0-9]+]]: tensor<f32> {{.+}}, %[[G:[a-z0-9]+]]: tensor<4xf32>
// CHECK:         %[[DECAYED:.+]] = nd.mul %[[M]], %[[MOMENTUM]]
// CHECK:         %[[ACCUM:.+]] = nd.add %[[DECAYED]], %[[G]]
// CHECK:         %[[GRADIENT_STEP:.+]] = nd.mul %[[G]], %[[RATE]]
// CHECK:         %[[SCALED:.+]] = nd.mul %[[ACCUM]], %[[MOMENTUM]]
// CHECK:         %[[MOMENTUM_STEP:.+]] = nd.mul %[[SCALED]], %[[RATE]]
// CHECK:         %[[STEP:.+]] = nd.add %[[GRADIENT_STEP]], %[[MOMENTUM_STEP]]
// CHECK:         nd.sub %[[W]], %[[STEP]]
vf.entry @nesterov(%rate: tensor<f32>, %g: tensor<4xf32>, %momentum: tensor<f32>) {
  vf.stage @nesterov_0 {
    %0:2 = vf.apply_momentum @w, @m learning_rate = %rate momentum = %momentum gradient %g nesterov : tensor<4xf32> -> tensor<4xf32>
    vf.yield
  }
  vf.return
}

// CHECK-LABEL: func.func @adam_0
// CHECK-SAME:    %[[W:[a-z0-9]+]]: tensor<4xf32> {{.+}}, %[[M:[a-z0-9]+]]: tensor<4xf32> {{.+}}, %[[V:[a-z0-9]+]]: tensor<4xf32> {{.+}}, %[[B1P:[a-z0-9]+]]: tensor<f32> {{.+}}, %[[B2P:[a-z0-9]+]]: tensor<f32> {{.+}}, %[[RATE:[a-z0-9]+]]: tensor<f32> {{.+}}, %[[B1:[a-z0-9]+]]: tensor<f32> {{.+}}, %[[B2:[a-z0-9]+]]: tensor<f32> {{.+}}, %[[EPSILON:[a-z0-9]+]]: tensor<f32> {{.+}}, %[[G:[a-z0-9]+]]: tensor<4xf32>
// alpha = lr * sqrt(1 - beta2_power) / (1 - beta1_power)
// CHECK:         %[[NOT_B2P:.+]] = nd.sub %{{.+}}, %[[B2P]]
// CHECK:         %[[ROOT:.+]] = nd.sqrt %[[NOT_B2P]]
// CHECK:         %[[SCALED:.+]] = nd.mul %[[RATE]], %[[ROOT]]
// CHECK:         %[[NOT_B1P:.+]] = nd.sub %{{.+}}, %[[B1P]]
// CHECK:         %[[ALPHA:.+]] = nd.div %[[SCALED]], %[[NOT_B1P]]
// m += (grad - m) * (1 - beta1)
// CHECK:         %[[NOT_B1:.+]] = nd.sub %{{.+}}, %[[B1]]
// CHECK:         %[[DM:.+]] = nd.sub %[[G]], %[[M]]
// CHECK:         %[[DM_SCALED:.+]] = nd.mul %[[DM]], %[[NOT_B1]]
// CHECK:         %[[NEW_M:.+]] = nd.add %[[M]], %[[DM_SCALED]]
// v += (grad^2 - v) * (1 - beta2)
// CHECK:         %[[SQUARE:.+]] = nd.square %[[G]]
// CHECK:         %[[DV:.+]] = nd.sub %[[SQUARE]], %[[V]]
// CHECK:         %[[NOT_B2:.+]] = nd.sub %{{.+}}, %[[B2]]
// CHECK:         %[[DV_SCALED:.+]] = nd.mul %[[DV]], %[[NOT_B2]]
// CHECK:         %[[NEW_V:.+]] = nd.add %[[V]], %[[DV_SCALED]]
// variable -= (m * alpha) / (sqrt(v) + epsilon)
// CHECK:         %[[NUMERATOR:.+]] = nd.mul %[[NEW_M]], %[[ALPHA]]
// CHECK:         %[[SQRT_V:.+]] = nd.sqrt %[[NEW_V]]
// CHECK:         %[[DENOMINATOR:.+]] = nd.add %[[SQRT_V]], %[[EPSILON]]
// CHECK:         %[[STEP:.+]] = nd.div %[[NUMERATOR]], %[[DENOMINATOR]]
// CHECK:         nd.sub %[[W]], %[[STEP]]
vf.entry @adam(%b1p: tensor<f32>, %b2p: tensor<f32>, %rate: tensor<f32>, %b1: tensor<f32>, %b2: tensor<f32>,
               %epsilon: tensor<f32>, %g: tensor<4xf32>) {
  vf.stage @adam_0 {
    %0:3 = vf.apply_adam @w, @m, @v beta1_power = %b1p beta2_power = %b2p learning_rate = %rate beta1 = %b1 beta2 = %b2 epsilon = %epsilon gradient %g : tensor<4xf32> -> tensor<4xf32>
    vf.yield
  }
  vf.return
}

// The direction is grad * (1 - beta1) + beta1 * m, with the new m.
// CHECK-LABEL: func.func @adam_nesterov_0
// CHECK:         %[[SQUARE:.+]] = nd.square %[[G:.+]] :
// CHECK:         %[[GRADIENT_PART:.+]] = nd.mul %[[G]], %[[NOT_B1:.+]] :
// CHECK:         %[[M_PART:.+]] = nd.mul %{{.+}}, %{{.+}} : tensor<f32>, tensor<4xf32>
// CHECK:         %[[DIRECTION:.+]] = nd.add %[[GRADIENT_PART]], %[[M_PART]]
// CHECK:         nd.mul %[[DIRECTION]], %{{.+}} : tensor<4xf32>, tensor<f32>
vf.entry @adam_nesterov(%s: tensor<f32>, %b1: tensor<f32>, %g: tensor<4xf32>) {
  vf.stage @adam_nesterov_0 {
    %0:3 = vf.apply_adam @w, @m, @v beta1_power = %s beta2_power = %s learning_rate = %s beta1 = %b1 beta2 = %s epsilon = %s gradient %g nesterov : tensor<4xf32> -> tensor<4xf32>
    vf.yield
  }
  vf.return
}

vf.variable @counter : tensor<i64>

// CHECK-LABEL: func.func @parts_0
// CHECK-SAME:    %[[T:[a-z0-9]+]]: tensor<8x4xf32>
// CHECK:         %[[S:.+]] = nd.scatter_nd sub %[[T]], %{{.+}}, %{{.+}} : tensor<8x4xf32>, tensor<2x2xi32>, tensor<2xf32> -> tensor<8x4xf32>
// CHECK:         %[[I:.+]] = nd.insert %{{.+}}, %[[S]] offsets = [1, 0] strides = [2, 1] : tensor<3x4xf32>, tensor<8x4xf32> -> tensor<8x4xf32>
// CHECK:         return %[[I]]
vf.entry @parts(%places: tensor<2x2xi32>, %values: tensor<2xf32>, %rows: tensor<3x4xf32>) {
  vf.stage @parts_0 {
    %0 = vf.scatter_nd sub @table, %places, %values : tensor<2x2xi32>, tensor<2xf32> -> tensor<8x4xf32>
    %1 = vf.slice_assign @table, %rows offsets = [1, 0] strides = [2, 1] : tensor<3x4xf32> -> tensor<8x4xf32>
    vf.yield
  }
  vf.return
}

// CHECK-LABEL: func.func @count_0
// CHECK-SAME:    %[[N:[a-z0-9]+]]: tensor<i64>
// CHECK:         %[[ONE:.+]] = nd.constant dense<1> : tensor<i64>
// CHECK:         nd.add %[[N]], %[[ONE]]
vf.entry @count() {
  vf.stage @count_0 {
    %0 = vf.count_up_to @counter limit = 3 : tensor<i64>
    vf.yield
  }
  vf.return
}
