// The formulas of the optimizers with slots, and the loop over rows that a sparse gradient makes of each.
// RUN: vf-opt %s --vf-functionalize | FileCheck %s

vf.variable @w : tensor<4xf32>
vf.variable @a : tensor<4xf32>
vf.variable @b : tensor<4xf32>
vf.variable @c : tensor<4xf32>
vf.variable @table : tensor<8x4xf32>
vf.variable @slot : tensor<8x4xf32>
vf.variable @list : tensor<8xf64>
vf.variable @x : tensor<4xcomplex<f32>>
vf.variable @y : tensor<4xcomplex<f32>>
vf.variable @z : tensor<4xcomplex<f32>>
vf.variable @memory : tensor<8xf64>

// accum += grad^2; variable -= grad * lr * rsqrt(accum)
// CHECK-LABEL: func.func @adagrad_0
// CHECK-SAME:    %[[W:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[A:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[RATE:[a-z0-9]+]]: tensor<f32> {{[^%]+}}, %[[G:[a-z0-9]+]]: tensor<4xf32>
// CHECK:         %[[SQUARE:.+]] = nd.square %[[G]]
// CHECK:         %[[ACCUM:.+]] = nd.add %[[A]], %[[SQUARE]]
// CHECK:         %[[SCALED:.+]] = nd.mul %[[G]], %[[RATE]]
// CHECK:         %[[ROOT:.+]] = nd.rsqrt %[[ACCUM]]
// CHECK:         %[[STEP:.+]] = nd.mul %[[SCALED]], %[[ROOT]]
// CHECK:         nd.sub %[[W]], %[[STEP]]
vf.entry @adagrad(%s: tensor<f32>, %g: tensor<4xf32>) {
  vf.stage @adagrad_0 {
    %0:2 = vf.apply_adagrad @w, @a learning_rate = %s gradient %g : tensor<4xf32> -> tensor<4xf32>
    vf.yield
  }
  vf.return
}

// CHECK-LABEL: func.func @adagrad_kept_0
// CHECK-SAME:    %[[W:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[A:[a-z0-9]+]]: tensor<4xf32>
// CHECK-NOT:     nd.square
// CHECK:         nd.rsqrt %[[A]]
vf.entry @adagrad_kept(%s: tensor<f32>, %g: tensor<4xf32>) {
  vf.stage @adagrad_kept_0 {
    %0:2 = vf.apply_adagrad @w, @a learning_rate = %s gradient %g keep_slots : tensor<4xf32> -> tensor<4xf32>
    vf.yield
  }
  vf.return
}

// CHECK-LABEL: func.func @adadelta_0
// CHECK-SAME:    %[[W:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[A:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[U:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[RATE:[a-z0-9]+]]: tensor<f32> {{[^%]+}}, %[[RHO:[a-z0-9]+]]: tensor<f32> {{[^%]+}}, %[[E:[a-z0-9]+]]: tensor<f32> {{[^%]+}}, %[[G:[a-z0-9]+]]: tensor<4xf32>
// accum = accum * rho + grad^2 * (1 - rho)
// CHECK:         %[[REST:.+]] = nd.sub %{{.+}}, %[[RHO]]
// CHECK:         %[[DECAYED:.+]] = nd.mul %[[A]], %[[RHO]]
// CHECK:         %[[SQUARE:.+]] = nd.square %[[G]]
// CHECK:         %[[PART:.+]] = nd.mul %[[SQUARE]], %[[REST]]
// CHECK:         %[[ACCUM:.+]] = nd.add %[[DECAYED]], %[[PART]]
// update = sqrt(accum_update + epsilon) * rsqrt(accum + epsilon) * grad
// CHECK:         %[[U_E:.+]] = nd.add %[[U]], %[[E]]
// CHECK:         %[[NUMERATOR:.+]] = nd.sqrt %[[U_E]]
// CHECK:         %[[A_E:.+]] = nd.add %[[ACCUM]], %[[E]]
// CHECK:         %[[ROOT:.+]] = nd.rsqrt %[[A_E]]
// CHECK:         %[[RATIO:.+]] = nd.mul %[[NUMERATOR]], %[[ROOT]]
// CHECK:         %[[UPDATE:.+]] = nd.mul %[[RATIO]], %[[G]]
// variable -= update * lr
// CHECK:         %[[STEP:.+]] = nd.mul %[[UPDATE]], %[[RATE]]
// CHECK:         nd.sub %[[W]], %[[STEP]]
// accum_update = accum_update * rho + update^2 * (1 - rho)
// CHECK:         %[[U_DECAYED:.+]] = nd.mul %[[U]], %[[RHO]]
// CHECK:         %[[U_SQUARE:.+]] = nd.square %[[UPDATE]]
// CHECK:         %[[U_PART:.+]] = nd.mul %[[U_SQUARE]], %[[REST]]
// CHECK:         nd.add %[[U_DECAYED]], %[[U_PART]]
vf.entry @adadelta(%s: tensor<f32>, %rho: tensor<f32>, %e: tensor<f32>, %g: tensor<4xf32>) {
  vf.stage @adadelta_0 {
    %0:3 = vf.apply_adadelta @w, @a, @b learning_rate = %s rho = %rho epsilon = %e gradient %g
        : tensor<4xf32> -> tensor<4xf32>
    vf.yield
  }
  vf.return
}

// The constants of a formula are of the variable's type.
// CHECK-LABEL: func.func @complex_0
// CHECK:         %[[ONE:.+]] = nd.constant dense<(1.000000e+00,0.000000e+00)> : tensor<complex<f32>>
// CHECK:         nd.sub %[[ONE]]
vf.entry @complex(%s: tensor<complex<f32>>, %g: tensor<4xcomplex<f32>>) {
  vf.stage @complex_0 {
    %0:3 = vf.apply_adadelta @x, @y, @z learning_rate = %s rho = %s epsilon = %s gradient %g
        : tensor<4xcomplex<f32>> -> tensor<4xcomplex<f32>>
    vf.yield
  }
  vf.return
}

// CHECK-LABEL: func.func @rms_prop_0
// CHECK-SAME:    %[[W:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[MS:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[MOM:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[RATE:[a-z0-9]+]]: tensor<f32> {{[^%]+}}, %[[RHO:[a-z0-9]+]]: tensor<f32> {{[^%]+}}, %[[MU:[a-z0-9]+]]: tensor<f32> {{[^%]+}}, %[[E:[a-z0-9]+]]: tensor<f32> {{[^%]+}}, %[[G:[a-z0-9]+]]: tensor<4xf32>
// ms += (grad^2 - ms) * (1 - rho)
// CHECK:         %[[SQUARE:.+]] = nd.square %[[G]]
// CHECK:         %[[SPREAD:.+]] = nd.sub %[[SQUARE]], %[[MS]]
// CHECK:         %[[REST:.+]] = nd.sub %{{.+}}, %[[RHO]]
// CHECK:         %[[CHANGE:.+]] = nd.mul %[[SPREAD]], %[[REST]]
// CHECK:         %[[NEW_MS:.+]] = nd.add %[[MS]], %[[CHANGE]]
// mom = mom * momentum + grad * lr / sqrt(ms + epsilon)
// CHECK:         %[[DECAYED:.+]] = nd.mul %[[MOM]], %[[MU]]
// CHECK:         %[[SCALED:.+]] = nd.mul %[[G]], %[[RATE]]
// CHECK:         %[[SHIFTED:.+]] = nd.add %[[NEW_MS]], %[[E]]
// CHECK:         %[[ROOT:.+]] = nd.sqrt %[[SHIFTED]]
// CHECK:         %[[PUSH:.+]] = nd.div %[[SCALED]], %[[ROOT]]
// CHECK:         %[[NEW_MOM:.+]] = nd.add %[[DECAYED]], %[[PUSH]]
// variable -= mom
// CHECK:         nd.sub %[[W]], %[[NEW_MOM]]
vf.entry @rms_prop(%s: tensor<f32>, %rho: tensor<f32>, %mu: tensor<f32>, %e: tensor<f32>, %g: tensor<4xf32>) {
  vf.stage @rms_prop_0 {
    %0:3 = vf.apply_rms_prop @w, @a, @b learning_rate = %s rho = %rho momentum = %mu epsilon = %e gradient %g
        : tensor<4xf32> -> tensor<4xf32>
    vf.yield
  }
  vf.return
}

// The root is that of (ms - mg^2) + epsilon, with both averages new.
// CHECK-LABEL: func.func @centered_0
// CHECK-SAME:    %[[W:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[MG:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[MS:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[MOM:[a-z0-9]+]]: tensor<4xf32>
// CHECK:         %[[NEW_MS:.+]] = nd.add %[[MS]], %{{.+}}
// CHECK:         %[[SPREAD:.+]] = nd.sub %[[G:.+]], %[[MG]]
// CHECK:         %[[NEW_MG:.+]] = nd.add %[[MG]], %{{.+}}
// CHECK:         %[[MEAN_SQUARE:.+]] = nd.square %[[NEW_MG]]
// CHECK:         %[[VARIANCE:.+]] = nd.sub %[[NEW_MS]], %[[MEAN_SQUARE]]
// CHECK:         %[[SHIFTED:.+]] = nd.add %[[VARIANCE]], %{{.+}}
// CHECK:         nd.sqrt %[[SHIFTED]]
vf.entry @centered(%s: tensor<f32>, %g: tensor<4xf32>) {
  vf.stage @centered_0 {
    %0:4 = vf.apply_centered_rms_prop @w, @a, @b, @c learning_rate = %s rho = %s momentum = %s epsilon = %s gradient %g
        : tensor<4xf32> -> tensor<4xf32>
    vf.yield
  }
  vf.return
}

// CHECK-LABEL: func.func @ftrl_0
// CHECK-SAME:    %[[W:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[A:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[L:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[RATE:[a-z0-9]+]]: tensor<f32> {{[^%]+}}, %[[L1:[a-z0-9]+]]: tensor<f32> {{[^%]+}}, %[[L2:[a-z0-9]+]]: tensor<f32> {{[^%]+}}, %[[P:[a-z0-9]+]]: tensor<f32> {{[^%]+}}, %[[G:[a-z0-9]+]]: tensor<4xf32>
// linear += grad - (new^-p - accum^-p) / lr * variable
// CHECK:         %[[NEW:.+]] = nd.add %[[A]], %{{.+}}
// CHECK:         %[[NEW_ROOT:.+]] = nd.pow %[[NEW]], %{{.+}}
// CHECK:         %[[OLD_ROOT:.+]] = nd.pow %[[A]], %{{.+}}
// CHECK:         %[[SPREAD:.+]] = nd.sub %[[NEW_ROOT]], %[[OLD_ROOT]]
// CHECK:         %[[SIGMA:.+]] = nd.div %[[SPREAD]], %[[RATE]]
// CHECK:         %[[PULL:.+]] = nd.mul %[[SIGMA]], %[[W]]
// CHECK:         %[[CHANGE:.+]] = nd.sub %[[G]], %[[PULL]]
// CHECK:         %[[LINEAR:.+]] = nd.add %[[L]], %[[CHANGE]]
// variable = |linear| > l1 ? (l1 * sign(linear) - linear) / (new^-p / lr + 2 * l2) : 0
// CHECK:         %[[TWICE:.+]] = nd.add %[[L2]], %[[L2]]
// CHECK:         %[[BY_RATE:.+]] = nd.div %[[NEW_ROOT]], %[[RATE]]
// CHECK:         %[[QUADRATIC:.+]] = nd.add %[[BY_RATE]], %[[TWICE]]
// CHECK:         %[[SIGN:.+]] = nd.sign %[[LINEAR]]
// CHECK:         %[[SIGNED:.+]] = nd.mul %[[L1]], %[[SIGN]]
// CHECK:         %[[NUMERATOR:.+]] = nd.sub %[[SIGNED]], %[[LINEAR]]
// CHECK:         %[[SHRUNK:.+]] = nd.div %[[NUMERATOR]], %[[QUADRATIC]]
// CHECK:         %[[SIZE:.+]] = nd.abs %[[LINEAR]]
// CHECK:         %[[LARGE:.+]] = nd.compare gt %[[SIZE]], %[[L1]]
// CHECK:         nd.select %[[LARGE]], %[[SHRUNK]], %{{.+}}
vf.entry @ftrl(%s: tensor<f32>, %l1: tensor<f32>, %l2: tensor<f32>, %p: tensor<f32>, %g: tensor<4xf32>) {
  vf.stage @ftrl_0 {
    %0:3 = vf.apply_ftrl @w, @a, @b learning_rate = %s l1 = %l1 l2 = %l2 learning_rate_power = %p gradient %g
        : tensor<4xf32> -> tensor<4xf32>
    vf.yield
  }
  vf.return
}

// The usual power is a square root. Shrinkage changes the gradient of `linear` alone.
// CHECK-LABEL: func.func @ftrl_v2_0
// CHECK-SAME:    %[[W:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[A:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[L:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[S:[a-z0-9]+]]: tensor<f32> {{[^%]+}}, %[[G:[a-z0-9]+]]: tensor<4xf32>
// CHECK-NOT:     nd.pow
// CHECK:         %[[SHRINKAGE:.+]] = nd.mul %{{.+}}, %[[W]]
// CHECK:         %[[SHRUNK:.+]] = nd.add %[[G]], %[[SHRINKAGE]]
// CHECK:         %[[SQUARE:.+]] = nd.square %[[G]]
// CHECK:         %[[NEW:.+]] = nd.add %[[A]], %[[SQUARE]]
// CHECK:         nd.sqrt %[[NEW]]
// CHECK:         nd.sqrt %[[A]]
// CHECK:         nd.sub %[[SHRUNK]], %{{.+}}
vf.entry @ftrl_v2(%s: tensor<f32>, %g: tensor<4xf32>) {
  vf.stage @ftrl_v2_0 {
    %p = nd.constant dense<-0.5> : tensor<f32>
    %0:3 = vf.apply_ftrl_v2 @w, @a, @b learning_rate = %s l1 = %s l2 = %s l2_shrinkage = %s learning_rate_power = %p
        gradient %g : tensor<4xf32> -> tensor<4xf32>
    vf.yield
  }
  vf.return
}

// With `linear` kept times the rate, nothing is divided by the rate.
// CHECK-LABEL: func.func @ftrl_by_rate_0
// CHECK-SAME:    %[[W:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[A:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[L:[a-z0-9]+]]: tensor<4xf32> {{[^%]+}}, %[[S:[a-z0-9]+]]: tensor<f32> {{[^%]+}}, %[[G:[a-z0-9]+]]: tensor<4xf32>
// CHECK:         nd.mul %[[G]], %[[S]]
// CHECK-NOT:     nd.div %{{.+}}, %[[S]]
// CHECK:         return
vf.entry @ftrl_by_rate(%s: tensor<f32>, %g: tensor<4xf32>) {
  vf.stage @ftrl_by_rate_0 {
    %0:3 = vf.apply_ftrl @w, @a, @b learning_rate = %s l1 = %s l2 = %s learning_rate_power = %s gradient %g linear_by_rate
        : tensor<4xf32> -> tensor<4xf32>
    vf.yield
  }
  vf.return
}

// A sparse gradient: the formula on one row after another, each put back before the next is read.
// CHECK-LABEL: func.func @rows_0
// CHECK-SAME:    %[[W:[a-z0-9]+]]: tensor<8x4xf32> {{[^%]+}}, %[[A:[a-z0-9]+]]: tensor<8x4xf32> {{[^%]+}}, %[[S:[a-z0-9]+]]: tensor<f32> {{[^%]+}}, %[[G:[a-z0-9]+]]: tensor<?x4xf32> {{[^%]+}}, %[[I:[a-z0-9]+]]: tensor<?xi32>
// CHECK:         %[[N:.+]] = tensor.dim %[[I]]
// CHECK:         %[[LOOP:.+]]:2 = scf.for %[[K:.+]] = %{{.+}} to %[[N]] step %{{.+}} iter_args(%[[WK:.+]] = %[[W]], %[[AK:.+]] = %[[A]])
// CHECK:           %[[INDEX:.+]] = tensor.extract %[[I]][%[[K]]]
// CHECK:           %[[ROW:.+]] = arith.index_cast %[[INDEX]]
// CHECK:           %[[WR:.+]] = tensor.extract_slice %[[WK]][%[[ROW]], 0] [1, 4] [1, 1] : tensor<8x4xf32> to tensor<4xf32>
// CHECK:           %[[AR:.+]] = tensor.extract_slice %[[AK]][%[[ROW]], 0] [1, 4] [1, 1]
// CHECK:           %[[GR:.+]] = tensor.extract_slice %[[G]][%[[K]], 0] [1, 4] [1, 1]
// CHECK:           %[[SQUARE:.+]] = nd.square %[[GR]]
// CHECK:           %[[NEW_A:.+]] = nd.add %[[AR]], %[[SQUARE]]
// CHECK:           %[[NEW_W:.+]] = nd.sub %[[WR]], %{{.+}}
// CHECK:           %[[W1:.+]] = tensor.insert_slice %[[NEW_W]] into %[[WK]][%[[ROW]], 0] [1, 4] [1, 1]
// CHECK:           %[[A1:.+]] = tensor.insert_slice %[[NEW_A]] into %[[AK]][%[[ROW]], 0] [1, 4] [1, 1]
// CHECK:           scf.yield %[[W1]], %[[A1]]
// CHECK:         return %[[LOOP]]#0, %[[LOOP]]#1
vf.entry @rows(%s: tensor<f32>, %g: tensor<?x4xf32>, %i: tensor<?xi32>) {
  vf.stage @rows_0 {
    %0:2 = vf.apply_adagrad @table, @slot learning_rate = %s gradient %g at %i
        : tensor<?x4xf32>, tensor<?xi32> -> tensor<8x4xf32>
    vf.yield
  }
  vf.return
}

// The rows of a vector are scalars.
// CHECK-LABEL: func.func @elements_0
// CHECK:           tensor.extract_slice %{{.+}}[%{{.+}}] [1] [1] : tensor<8xf64> to tensor<f64>
vf.entry @elements(%s: tensor<f64>, %g: tensor<3xf64>, %i: tensor<3xi64>) {
  vf.stage @elements_0 {
    %0:2 = vf.apply_momentum @list, @memory learning_rate = %s momentum = %s gradient %g at %i nesterov
        : tensor<3xf64>, tensor<3xi64> -> tensor<8xf64>
    vf.yield
  }
  vf.return
}
