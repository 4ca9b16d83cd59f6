// Ops of neural networks: biases, activations, losses, convolution, pooling.
#include "../Shapes/ShapeFunctions.h"
#include "OpBuilder.h"

using namespace vf;
using llvm::StringRef;

static void registerBias(OpRegistry &ops) {
  op(ops, "BiasAdd", "value: T, bias: T -> output: T")
      .shape(shapes::biasAdd)
      .type("T", types::numeric)
      .attr("data_format", "NHWC")
      .oneOf({"NHWC", "NCHW"});
  op(ops, "BiasAddV1", "value: T, bias: T -> output: T")
      .shape(shapes::biasAdd)
      .type("T", types::numeric);
  op(ops, "BiasAddGrad", "out_backprop: T -> output: T")
      .shape(shapes::biasAddGrad)
      .type("T", types::numeric)
      .attr("data_format", "NHWC")
      .oneOf({"NHWC", "NCHW"});
}

static void activation(OpRegistry &ops, StringRef name, TypeSet allowed) {
  op(ops, name, "features: T -> activations: T")
      .shape(shapes::unary)
      .type("T", allowed);
}

/// The gradient of an activation by its input; of Elu and Selu by its output.
static void activationGrad(
    OpRegistry &ops, StringRef name, TypeSet allowed,
    StringRef signature = "gradients: T, features: T -> backprops: T") {
  op(ops, name, signature).shape(shapes::activationGrad).type("T", allowed);
}

static void registerActivations(OpRegistry &ops) {
  activation(ops, "Relu", types::real | TypeSet{DataType::QInt8});
  activation(ops, "Relu6", types::real);
  for (StringRef name : {"Elu", "Selu", "Softplus", "Softsign"})
    activation(ops, name, types::floating);
  for (StringRef name : {"ReluGrad", "Relu6Grad"})
    activationGrad(ops, name, types::real);
  for (StringRef name : {"SoftplusGrad", "SoftsignGrad"})
    activationGrad(ops, name, types::floating);
  for (StringRef name : {"EluGrad", "SeluGrad"})
    activationGrad(ops, name, types::floating,
                   "gradients: T, outputs: T -> backprops: T");
  op(ops, "LeakyRelu", "features: T -> activations: T")
      .shape(shapes::unary)
      .attr("alpha", 0.2f)
      .type("T", types::floating, DataType::Float);
  op(ops, "LeakyReluGrad", "gradients: T, features: T -> backprops: T")
      .shape(shapes::activationGrad)
      .attr("alpha", 0.2f)
      .type("T", types::floating, DataType::Float);
  op(ops, "Softmax", "logits: T -> softmax: T")
      .shape(shapes::softmax)
      .type("T", types::floating);
  op(ops, "LogSoftmax", "logits: T -> logsoftmax: T")
      .shape(shapes::softmax)
      .type("T", types::floating);
}

static void registerLosses(OpRegistry &ops) {
  op(ops, "SoftmaxCrossEntropyWithLogits",
     "features: T, labels: T -> loss: T, backprop: T")
      .shape(shapes::softmaxCrossEntropy)
      .type("T", types::floating);
  op(ops, "SparseSoftmaxCrossEntropyWithLogits",
     "features: T, labels: Tlabels -> loss: T, backprop: T")
      .shape(shapes::sparseSoftmaxCrossEntropy)
      .type("T", types::floating)
      .type("Tlabels", types::index, DataType::Int64);
  op(ops, "L2Loss", "t: T -> output: T")
      .shape(shapes::scalar)
      .type("T", types::floating);
}

static void registerTopK(OpRegistry &ops) {
  op(ops, "InTopK", "predictions: float, targets: T -> precision: bool")
      .shape(shapes::inTopK)
      .attr("k", AttrKind::Int)
      .type("T", types::index, DataType::Int32);
  op(ops, "InTopKV2", "predictions: float, targets: T, k: T -> precision: bool")
      .shape(shapes::inTopK)
      .type("T", types::index, DataType::Int32);
  op(ops, "TopKV2", "input: T, k: Tk -> values: T, indices: index_type")
      .shape(shapes::topK)
      .attr("sorted", true)
      .type("T", types::real)
      .type("Tk", types::index16, DataType::Int32)
      .type("index_type", types::index16, DataType::Int32);
}

static void convolution(OpRegistry &ops, StringRef name, StringRef signature,
                        ShapeFn shape) {
  op(ops, name, signature)
      .shape(shape)
      .type("T", types::floating | TypeSet{DataType::Int32})
      .attrList("strides", AttrKind::Int)
      .attr("use_cudnn_on_gpu", true)
      .attr("padding", AttrKind::String)
      .oneOf({"SAME", "VALID", "EXPLICIT"})
      .attrList("explicit_paddings", llvm::ArrayRef<int64_t>())
      .attr("data_format", "NHWC")
      .oneOf({"NHWC", "NCHW"})
      .attrList("dilations", llvm::ArrayRef<int64_t>{1, 1, 1, 1});
}

/// The caller adds the type attribute.
static OpBuilder pooling(OpRegistry &ops, StringRef name, StringRef signature) {
  return op(ops, name, signature)
      .attrList("ksize", AttrKind::Int)
      .atLeast(4)
      .attrList("strides", AttrKind::Int)
      .atLeast(4)
      .attr("padding", AttrKind::String)
      .oneOf({"SAME", "VALID", "EXPLICIT"})
      .attr("data_format", "NHWC")
      .oneOf({"NHWC", "NCHW", "NCHW_VECT_C"});
}

static void registerConvolutionAndPooling(OpRegistry &ops) {
  convolution(ops, "Conv2D", "input: T, filter: T -> output: T",
              shapes::conv2D);
  convolution(ops, "Conv2DBackpropInput",
              "input_sizes: int32, filter: T, out_backprop: T -> output: T",
              shapes::givenByInput0);
  convolution(ops, "Conv2DBackpropFilter",
              "input: T, filter_sizes: int32, out_backprop: T -> output: T",
              shapes::givenByInput1);
  pooling(ops, "MaxPool", "input: T -> output: T")
      .shape(shapes::pool)
      .type("T", types::real | TypeSet{DataType::QInt8}, DataType::Float)
      .attrList("explicit_paddings", llvm::ArrayRef<int64_t>());
  pooling(ops, "MaxPoolGrad",
          "orig_input: T, orig_output: T, grad: T -> output: T")
      .shape(shapes::unary)
      .type("T", types::real, DataType::Float)
      .attrList("explicit_paddings", llvm::ArrayRef<int64_t>());
  pooling(ops, "AvgPool", "value: T -> output: T")
      .shape(shapes::pool)
      .type("T", types::floating);
  pooling(ops, "AvgPoolGrad", "orig_input_shape: int32, grad: T -> output: T")
      .shape(shapes::givenByInput0)
      .type("T", types::floating);
}

void vf::registerNNOps(OpRegistry &ops) {
  registerBias(ops);
  registerActivations(ops);
  registerLosses(ops);
  registerTopK(ops);
  registerConvolutionAndPooling(ops);
}
