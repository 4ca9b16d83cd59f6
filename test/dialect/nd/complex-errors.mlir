// RUN: vf-opt %s --split-input-file --verify-diagnostics

func.func @compare_order(%a: tensor<4xcomplex<f32>>) {
  // expected-error @below {{'nd.compare' op 'lt' does not compare elements of type 'complex<f32>'}}
  %0 = nd.compare lt %a, %a : tensor<4xcomplex<f32>>, tensor<4xcomplex<f32>> -> tensor<4xi1>
  return
}

// -----

func.func @reduce_order(%a: tensor<4xcomplex<f64>>) {
  // expected-error @below {{'nd.reduce' op 'max' does not combine elements of type 'complex<f64>'}}
  %0 = nd.reduce max %a dimensions = [0] : tensor<4xcomplex<f64>> -> tensor<complex<f64>>
  return
}

// -----

func.func @scatter_order(%a: tensor<9xcomplex<f32>>, %i: tensor<4xi32>, %u: tensor<4xcomplex<f32>>) {
  // expected-error @below {{'nd.scatter' op 'min' does not combine elements of type 'complex<f32>'}}
  %0 = nd.scatter min %a, %i, %u : tensor<9xcomplex<f32>>, tensor<4xi32>, tensor<4xcomplex<f32>> -> tensor<9xcomplex<f32>>
  return
}

// -----

func.func @max(%a: tensor<4xcomplex<f32>>) {
  // expected-error @below {{'nd.max' op operand #0 must be ranked tensor of real number values, but got 'tensor<4xcomplex<f32>>'}}
  %0 = nd.max %a, %a : tensor<4xcomplex<f32>>, tensor<4xcomplex<f32>> -> tensor<4xcomplex<f32>>
  return
}

// -----

func.func @conj(%a: tensor<4xf32>) {
  // expected-error @below {{'nd.conj' op operand #0 must be ranked tensor of complex number values, but got 'tensor<4xf32>'}}
  %0 = nd.conj %a : tensor<4xf32> -> tensor<4xf32>
  return
}

// -----

func.func @part_type(%a: tensor<4xcomplex<f64>>) {
  // expected-error @below {{'nd.real' op result has type 'tensor<4xf32>', but its operands give 'tensor<4xf64>'}}
  %0 = nd.real %a : tensor<4xcomplex<f64>> -> tensor<4xf32>
  return
}

// -----

func.func @part_of_half(%a: tensor<4xf16>) {
  // expected-error @below {{'nd.complex' op operand #0 must be ranked tensor of 32-bit float or 64-bit float values, but got 'tensor<4xf16>'}}
  %0 = nd.complex %a, %a : tensor<4xf16>, tensor<4xf16> -> tensor<4xcomplex<f32>>
  return
}

// -----

func.func @element(%a: tensor<4xcomplex<f16>>) {
  // expected-error-re @below {{'nd.reshape' op operand #0 must be ranked tensor of {{.+}} values, but got 'tensor<4xcomplex<f16>>'}}
  %0 = nd.reshape %a : tensor<4xcomplex<f16>> -> tensor<2x2xcomplex<f16>>
  return
}
