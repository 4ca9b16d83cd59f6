// One row per op that has a lowering: a node, and what it becomes. The inputs
// that rows may use are declared once below.
#include "ImportTesting.h"

using namespace vf;
using namespace vf::test;
using testing::ContainsRegex;

namespace {
struct Row {
  const char *op;
  const char *inputs;
  const char *attrs;    ///< as `node` of GraphTesting.h takes them
  const char *expected; ///< a regular expression on the module
};
} // namespace

/// A scalar int32 variable.
static std::string counter(const std::string &name, const std::string &op) {
  return "node { name: '" + name + "' op: '" + op +
         "' attr { key: 'dtype' value { type: DT_INT32 } } "
         "attr { key: 'shape' value { shape { } } } }\n";
}

static std::string sources() {
  return input("x", "? 4") + input("y", "? 4") + input("v", "4") +
         input("b", "? 4", "BOOL") + input("i", "? 4", "INT32") +
         input("j", "4", "INT32") + input("k", "?", "INT32") + input("s", "") +
         input("row", "1 4") + number("one", "1") + ints("axis0", {0}) +
         ints("perm", {1, 0}) + ints("begin", {0, 1}) + ints("end", {0, 3}) +
         ints("sizes", {-1, 2}) + ints("steps", {1, 2}) +
         ints("parts", {1, 3}) + ints("pads", {0, 0, 1, 2}) +
         constant("paddings", "INT32", "2 2",
                  "int_val: 0 int_val: 0 int_val: 1 int_val: 2") +
         constant("zero", "INT32", "", "int_val: 0") +
         constant("two", "INT32", "", "int_val: 2") +
         constant("last", "INT32", "", "int_val: -1") + refVariable("w", "4") +
         refVariable("table", "6 4") + resourceVariable("r", "4") +
         refVariable("m", "4") + refVariable("mv", "4") +
         resourceVariable("rm", "4") + resourceVariable("rv", "4") +
         refVariable("mg", "4") + resourceVariable("rg", "4") +
         refVariable("ta", "6 4") + refVariable("tb", "6 4") +
         refVariable("tc", "6 4") + resourceVariable("rta", "6 4") +
         resourceVariable("rtb", "6 4") + resourceVariable("rtc", "6 4") +
         resourceVariable("rtable", "6 4") + input("u", "? 4") +
         input("z", "? 4", "COMPLEX64") + counter("counter", "VariableV2") +
         counter("rcounter", "VarHandleOp") + ints("begin1", {1}) +
         ints("end1", {4}) + ints("step1", {2}) +
         constant("part", "FLOAT", "2", "float_val: 1") +
         node("shape", "Shape", "x", "T=FLOAT") +
         node("size", "Size", "x", "T=FLOAT") + number("eps", "1");
}

static const char *const sourceEntry =
    "f: x, y, v, b, i, j, k, s, row, u, z -> ";

static const Row rows[] = {
    // Array
    {"Identity", "x", "T=FLOAT", "return %arg0"},
    {"StopGradient", "x", "T=FLOAT", "return %arg0"},
    {"Snapshot", "x", "T=FLOAT", "return %arg0"},
    {"PreventGradient", "x", "T=FLOAT", "return %arg0"},
    {"Fill", "shape one", "T=FLOAT", "nd.broadcast %.* -> tensor<.x4xf32>"},
    {"ZerosLike", "x", "T=FLOAT", "dense<0.0.*\n.*nd.broadcast"},
    {"OnesLike", "x", "T=FLOAT", "dense<1.0.*\n.*nd.broadcast"},
    {"BroadcastTo", "row shape", "T=FLOAT", "nd.broadcast"},
    {"Shape", "x", "T=FLOAT", "nd.size"},
    {"Size", "x", "T=FLOAT", "nd.size"},
    {"Rank", "x", "T=FLOAT", "dense<2> : tensor<i32>"},
    {"InvertPermutation", "perm", "T=INT32", "dense<\\[1, 0\\]>"},
    {"BroadcastArgs", "shape shape", "T=INT32", "nd.concat"},
    {"VariableShape", "r", "", "dense<4> : tensor<1xi32>"},
    {"Reshape", "x sizes", "T=FLOAT",
     "nd.reshape %arg0.*tensor<.x4xf32> -> tensor<.x2xf32>"},
    {"ExpandDims", "v zero", "T=FLOAT", "nd.reshape.*-> tensor<1x4xf32>"},
    {"Squeeze", "row", "T=FLOAT", "nd.reshape.*-> tensor<4xf32>"},
    {"Transpose", "x perm", "T=FLOAT", "nd.transpose %arg0 permutation"},
    {"Tile", "v parts1", "T=FLOAT",
     "nd.broadcast.*tensor<1x4xf32> -> "
     "tensor<3x4xf32>(.|\n)*tensor<12xf32>"},
    {"Concat", "zero x y", "T=FLOAT N:2", "nd.concat %arg0, %arg1 axis = 0"},
    {"ConcatV2", "x y last", "T=FLOAT N:2", "nd.concat %arg0, %arg1 axis = 1"},
    {"Pack", "v v", "T=FLOAT N:2",
     "nd.concat.*tensor<1x4xf32>, "
     "tensor<1x4xf32> -> tensor<2x4xf32>"},
    {"Pad", "x paddings", "T=FLOAT", "nd.pad %arg0.*-> tensor<.x7xf32>"},
    {"PadV2", "x paddings one", "T=FLOAT", "nd.pad %arg0.*-> tensor<.x7xf32>"},
    {"ReverseV2", "x axis0", "T=FLOAT Tidx=INT32",
     "nd.slice %arg0 offsets = .%.*, 0. strides = .-1, 1."},
    {"Range", "zero size two", "", "nd.iota"},
    {"OneHot", "k two one s", "T=FLOAT TI=INT32",
     "nd.iota(.|\n)*nd.compare eq(.|\n)*nd.select.*-> tensor<.x2xf32>"},
    // Indexing
    {"Slice", "x begin sizes", "T=FLOAT Index=INT32",
     "nd.slice %arg0.* -> tensor<.x2xf32>"},
    {"StridedSlice", "x begin end steps", "T=FLOAT Index=INT32 end_mask:1",
     "nd.slice %arg0.* -> tensor<.x1xf32>"},
    {"StridedSliceGrad", "shape begin end ones u",
     "T=FLOAT Index=INT32 begin_mask:3 end_mask:3",
     "nd.pad %arg.* strides = .1, 1."},
    {"Split", "one_axis x", "T=FLOAT num_split:2",
     "nd.slice %arg0.* -> tensor<.x2xf32>"},
    {"SplitV", "x parts one_axis", "T=FLOAT Tlen=INT32 num_split:2",
     "nd.slice %arg0.* -> tensor<.x1xf32>"},
    {"Unpack", "row", "T=FLOAT num:1", "nd.reshape.* -> tensor<4xf32>"},
    {"Gather", "x k", "Tparams=FLOAT Tindices=INT32",
     "nd.find_out_of_range(.|\n)*nd.gather"},
    {"GatherV2", "x k one_axis", "Tparams=FLOAT Tindices=INT32 Taxis=INT32",
     "nd.transpose(.|\n)*nd.gather(.|\n)*nd.transpose"},
    {"ResourceGather", "rtable k", "dtype=FLOAT Tindices=INT32",
     "vf.read @rtable(.|\n)*nd.gather"},
    // Math
    {"Neg", "x", "T=FLOAT", "nd.neg"},
    {"Abs", "x", "T=FLOAT", "nd.abs"},
    {"Sign", "x", "T=FLOAT", "nd.sign"},
    {"Square", "x", "T=FLOAT", "nd.square"},
    {"Exp", "x", "T=FLOAT", "nd.exp "},
    {"Expm1", "x", "T=FLOAT", "nd.expm1"},
    {"Log", "x", "T=FLOAT", "nd.log "},
    {"Log1p", "x", "T=FLOAT", "nd.log1p"},
    {"Sqrt", "x", "T=FLOAT", "nd.sqrt"},
    {"Rsqrt", "x", "T=FLOAT", "nd.rsqrt"},
    {"Reciprocal", "x", "T=FLOAT", "nd.reciprocal"},
    {"Inv", "x", "T=FLOAT", "nd.reciprocal"},
    {"Tanh", "x", "T=FLOAT", "nd.tanh"},
    {"Sigmoid", "x", "T=FLOAT", "nd.sigmoid"},
    {"Floor", "x", "T=FLOAT", "nd.floor"},
    {"Ceil", "x", "T=FLOAT", "nd.ceil"},
    {"Sin", "x", "T=FLOAT", "nd.sin"},
    {"Cos", "x", "T=FLOAT", "nd.cos"},
    {"IsNan", "x", "T=FLOAT", "nd.compare ne %arg0, %arg0"},
    {"LogicalNot", "b", "", "nd.not"},
    {"TanhGrad", "x x", "T=FLOAT", "nd.sub"},
    {"SigmoidGrad", "x x", "T=FLOAT", "nd.sub"},
    {"SqrtGrad", "x x", "T=FLOAT", "nd.div"},
    {"RsqrtGrad", "x x", "T=FLOAT", "dense<-5.0"},
    {"ReciprocalGrad", "x x", "T=FLOAT", "nd.neg"},
    {"InvGrad", "x x", "T=FLOAT", "nd.neg"},
    {"Add", "x v", "T=FLOAT", "nd.add"},
    {"AddV2", "x v", "T=FLOAT", "nd.add"},
    {"Sub", "x v", "T=FLOAT", "nd.sub"},
    {"Mul", "x v", "T=FLOAT", "nd.mul"},
    {"RealDiv", "x v", "T=FLOAT", "nd.div"},
    {"Div", "i two", "T=INT32", "nd.div"},
    {"TruncateDiv", "i j", "T=INT32", "Integer division by zero(.|\n)*nd.div"},
    {"FloorDiv", "i j", "T=INT32",
     "Integer division by zero(.|\n)*nd.floor_div"},
    {"FloorMod", "i j", "T=INT32",
     "Integer division by zero(.|\n)*nd.floor_mod"},
    {"CheckNumerics", "x", "T=FLOAT message='loss'",
     "vf.check %.*invalid_argument, \"loss : Tensor had NaN values\""},
    {"Pow", "x one", "T=FLOAT", "nd.pow"},
    {"Maximum", "x v", "T=FLOAT", "nd.max"},
    {"Minimum", "x v", "T=FLOAT", "nd.min"},
    {"SquaredDifference", "x v", "T=FLOAT", "nd.squared_difference"},
    {"LogicalAnd", "b b", "", "nd.and"},
    {"LogicalOr", "b b", "", "nd.or"},
    {"AddN", "x x x", "T=FLOAT N:3", "nd.add(.|\n)*nd.add"},
    {"Equal", "x v", "T=FLOAT", "nd.compare eq"},
    {"NotEqual", "x v", "T=FLOAT", "nd.compare ne"},
    {"Less", "x v", "T=FLOAT", "nd.compare lt"},
    {"LessEqual", "x v", "T=FLOAT", "nd.compare le"},
    {"Greater", "x v", "T=FLOAT", "nd.compare gt"},
    {"GreaterEqual", "x v", "T=FLOAT", "nd.compare ge"},
    {"Select", "b x x", "T=FLOAT", "nd.select"},
    {"SelectV2", "b x v", "T=FLOAT", "nd.select"},
    {"ClipByValue", "x one s", "T=FLOAT", "nd.min(.|\n)*nd.max"},
    {"Cast", "i", "SrcT=INT32 DstT=FLOAT", "nd.cast"},
    {"MatMul", "x table/read", "T=FLOAT transpose_b!", "nd.matmul"},
    // Reduction
    {"Sum", "x axis0", "T=FLOAT", "nd.reduce sum %arg0 dimensions = \\[0\\]"},
    {"Mean", "x axis0", "T=FLOAT", "nd.reduce mean"},
    {"Prod", "x axis0", "T=FLOAT", "nd.reduce prod"},
    {"Max", "x axis0", "T=FLOAT", "nd.reduce max"},
    {"Min", "x axis0", "T=FLOAT", "nd.reduce min"},
    {"All", "b axis0", "", "nd.reduce all"},
    {"Any", "b axis0", "", "nd.reduce any"},
    {"ArgMax", "x last", "T=FLOAT", "nd.arg_reduce max %arg0 axis = 1"},
    {"ArgMin", "x last", "T=FLOAT", "nd.arg_reduce min %arg0 axis = 1"},
    {"L2Loss", "x", "T=FLOAT", "nd.square(.|\n)*nd.reduce sum"},
    // Neural networks
    {"BiasAdd", "x v", "T=FLOAT", "nd.add"},
    {"BiasAddV1", "x v", "T=FLOAT", "nd.add"},
    {"BiasAddGrad", "x", "T=FLOAT", "nd.reduce sum"},
    {"Relu", "x", "T=FLOAT", "nd.relu"},
    {"ReluGrad", "x x", "T=FLOAT", "nd.compare gt(.|\n)*nd.cast(.|\n)*nd.mul"},
    {"Relu6", "x", "T=FLOAT", "nd.relu(.|\n)*nd.min"},
    {"Relu6Grad", "x x", "T=FLOAT", "nd.and(.|\n)*nd.cast(.|\n)*nd.mul"},
    {"Elu", "x", "T=FLOAT", "nd.expm1(.|\n)*nd.select"},
    {"EluGrad", "x x", "T=FLOAT", "nd.select"},
    {"Softplus", "x", "T=FLOAT", "nd.log1p"},
    {"SoftplusGrad", "x x", "T=FLOAT", "nd.exp"},
    {"Softsign", "x", "T=FLOAT", "nd.abs(.|\n)*nd.div"},
    {"SoftsignGrad", "x x", "T=FLOAT", "nd.square(.|\n)*nd.div"},
    {"LeakyRelu", "x", "T=FLOAT", "nd.select"},
    {"LeakyReluGrad", "x x", "T=FLOAT", "nd.select"},
    {"Softmax", "x", "T=FLOAT", "nd.softmax"},
    {"LogSoftmax", "x", "T=FLOAT", "nd.log_softmax"},
    {"SoftmaxCrossEntropyWithLogits", "x x", "T=FLOAT",
     "nd.softmax_cross_entropy"},
    {"SparseSoftmaxCrossEntropyWithLogits", "x k", "T=FLOAT Tlabels=INT32",
     "nd.find_out_of_range(.|\n)*nd.sparse_softmax_cross_entropy"},
    // Random
    {"RandomUniform", "shape", "dtype=FLOAT T=INT32",
     "vf.draw @n(.|\n)*nd.random uniform"},
    {"RandomStandardNormal", "shape", "dtype=FLOAT T=INT32",
     "nd.random normal"},
    {"TruncatedNormal", "shape", "dtype=FLOAT T=INT32",
     "nd.random truncated_normal"},
    // State
    {"ReadVariableOp", "r", "dtype=FLOAT", "vf.read @r"},
    {"Assign", "w v", "T=FLOAT", "vf.assign @w"},
    {"AssignVariableOp", "r v", "dtype=FLOAT", "vf.assign @r"},
    {"AssignAdd", "w v", "T=FLOAT", "vf.assign_add @w"},
    {"AssignAddVariableOp", "r v", "dtype=FLOAT", "vf.assign_add @r"},
    {"AssignSub", "w v", "T=FLOAT", "vf.assign_sub @w"},
    {"AssignSubVariableOp", "r v", "dtype=FLOAT", "vf.assign_sub @r"},
    {"CountUpTo", "counter", "T=INT32 limit:3",
     "out_of_range, \"Reached limit of 3\"(.|\n)*vf.count_up_to @counter"},
    {"ResourceCountUpTo", "rcounter", "T=INT32 limit:3",
     "vf.count_up_to @rcounter"},
    {"IsVariableInitialized", "w", "dtype=FLOAT", "vf.is_initialized @w"},
    {"VarIsInitializedOp", "r", "", "vf.is_initialized @r"},
    {"_InitializedValue", "w", "T=FLOAT", "vf.initialized_value @w"},
    {"_InitializedResourceValue", "r", "T=FLOAT", "vf.initialized_value @r"},
    {"StridedSliceAssign", "w begin1 end1 step1 part", "T=FLOAT Index=INT32",
     "vf.slice_assign @w, %.* offsets = .1. strides = .2."},
    {"ResourceStridedSliceAssign", "r begin1 end1 step1 part",
     "T=FLOAT Index=INT32", "vf.slice_assign @r"},
    {"ApplyGradientDescent", "w eps v", "T=FLOAT", "apply_gradient_descent @w"},
    {"ResourceApplyGradientDescent", "r eps v", "T=FLOAT",
     "apply_gradient_descent @r"},
    {"ApplyMomentum", "w m eps v eps", "T=FLOAT", "apply_momentum @w"},
    {"SparseApplyMomentum", "table ta eps u k eps", "T=FLOAT Tindices=INT32",
     "apply_momentum @table.* at "},
    {"ResourceApplyMomentum", "r rm eps v eps", "T=FLOAT", "apply_momentum @r"},
    {"ResourceSparseApplyMomentum", "rtable rta eps u k eps",
     "T=FLOAT Tindices=INT32", "apply_momentum @rtable.* at "},
    {"ApplyAdagrad", "w m eps v", "T=FLOAT", "apply_adagrad @w"},
    {"SparseApplyAdagrad", "table ta eps u k", "T=FLOAT Tindices=INT32",
     "apply_adagrad @table.* at "},
    {"ResourceApplyAdagrad", "r rm eps v", "T=FLOAT", "apply_adagrad @r"},
    {"ResourceSparseApplyAdagrad", "rtable rta eps u k",
     "T=FLOAT Tindices=INT32", "apply_adagrad @rtable.* at "},
    {"ApplyAdadelta", "w m mv eps eps eps v", "T=FLOAT", "apply_adadelta @w"},
    {"SparseApplyAdadelta", "table ta tb eps eps eps u k",
     "T=FLOAT Tindices=INT32", "apply_adadelta @table.* at "},
    {"ResourceApplyAdadelta", "r rm rv eps eps eps v", "T=FLOAT",
     "apply_adadelta @r"},
    {"ResourceSparseApplyAdadelta", "rtable rta rtb eps eps eps u k",
     "T=FLOAT Tindices=INT32", "apply_adadelta @rtable.* at "},
    {"ApplyAdam", "w m mv eps eps eps eps eps eps v", "T=FLOAT",
     "apply_adam @w"},
    {"ResourceApplyAdam", "r rm rv eps eps eps eps eps eps v", "T=FLOAT",
     "apply_adam @r"},
    {"ApplyRMSProp", "w m mv eps eps eps eps v", "T=FLOAT",
     "apply_rms_prop @w"},
    {"SparseApplyRMSProp", "table ta tb eps eps eps eps u k",
     "T=FLOAT Tindices=INT32", "apply_rms_prop @table.* at "},
    {"ResourceApplyRMSProp", "r rm rv eps eps eps eps v", "T=FLOAT",
     "apply_rms_prop @r"},
    {"ResourceSparseApplyRMSProp", "rtable rta rtb eps eps eps eps u k",
     "T=FLOAT Tindices=INT32", "apply_rms_prop @rtable.* at "},
    {"ApplyCenteredRMSProp", "w m mv mg eps eps eps eps v", "T=FLOAT",
     "apply_centered_rms_prop @w"},
    {"SparseApplyCenteredRMSProp", "table ta tb tc eps eps eps eps u k",
     "T=FLOAT Tindices=INT32", "apply_centered_rms_prop @table.* at "},
    {"ResourceApplyCenteredRMSProp", "r rm rv rg eps eps eps eps v", "T=FLOAT",
     "apply_centered_rms_prop @r"},
    {"ResourceSparseApplyCenteredRMSProp",
     "rtable rta rtb rtc eps eps eps eps u k", "T=FLOAT Tindices=INT32",
     "apply_centered_rms_prop @rtable.* at "},
    {"ApplyFtrl", "w m mv v eps eps eps eps", "T=FLOAT", "apply_ftrl @w"},
    {"SparseApplyFtrl", "table ta tb u k eps eps eps eps",
     "T=FLOAT Tindices=INT32", "apply_ftrl @table.* at "},
    {"ResourceApplyFtrl", "r rm rv v eps eps eps eps", "T=FLOAT",
     "apply_ftrl @r"},
    {"ResourceSparseApplyFtrl", "rtable rta rtb u k eps eps eps eps",
     "T=FLOAT Tindices=INT32", "apply_ftrl @rtable.* at "},
    {"ApplyFtrlV2", "w m mv v eps eps eps eps eps", "T=FLOAT",
     "apply_ftrl_v2 @w"},
    {"SparseApplyFtrlV2", "table ta tb u k eps eps eps eps eps",
     "T=FLOAT Tindices=INT32", "apply_ftrl_v2 @table.* at "},
    {"ResourceApplyFtrlV2", "r rm rv v eps eps eps eps eps", "T=FLOAT",
     "apply_ftrl_v2 @r"},
    {"ResourceSparseApplyFtrlV2", "rtable rta rtb u k eps eps eps eps eps",
     "T=FLOAT Tindices=INT32", "apply_ftrl_v2 @rtable.* at "},
    // Complex numbers
    {"Complex", "x y", "T=FLOAT Tout=COMPLEX64", "nd.complex %.*complex<f32>>"},
    {"Real", "z", "T=COMPLEX64 Tout=FLOAT", "nd.real %arg10"},
    {"Imag", "z", "T=COMPLEX64 Tout=FLOAT", "nd.imag %arg10"},
    {"ComplexAbs", "z", "T=COMPLEX64 Tout=FLOAT", "nd.magnitude %arg10"},
    {"Conj", "z", "T=COMPLEX64", "nd.conj %arg10"},
};

static std::string importRow(const Row &row) {
  std::string graph = sources() + ints("parts1", {3}) + ints("ones", {1, 1}) +
                      constant("one_axis", "INT32", "", "int_val: 1");
  std::string attrs = row.attrs;
  std::string flag;
  if (auto at = attrs.find(" transpose_b!"); at != std::string::npos) {
    attrs.erase(at);
    flag = " attr { key: 'transpose_b' value { b: true } }";
  }
  std::string text = node("n", row.op, row.inputs, attrs);
  text.insert(text.rfind('}'), flag);
  const OpRecord *record = importRegistry().lookup(row.op);
  std::string entry = sourceEntry;
  entry += record->outputs.empty() ? "; run n" : "n";
  return importGraph(graph + text, {entry}).ir;
}

TEST(Lowerings, EachOpBecomesWhatItsRowSays) {
  for (const Row &row : rows)
    EXPECT_THAT(importRow(row), ContainsRegex(row.expected)) << row.op;
}

TEST(Lowerings, ScattersInAllSpellings) {
  for (const char *combiner :
       {"Update", "Add", "Sub", "Mul", "Div", "Min", "Max"}) {
    std::string expected =
        "vf.scatter +" + llvm::StringRef(combiner).lower() + " @";
    std::string byRef = std::string("Scatter") + combiner;
    EXPECT_THAT(
        importRow({byRef.c_str(), "table k u", "T=FLOAT Tindices=INT32", ""}),
        ContainsRegex(expected + "table"));
    std::string byResource = "Resource" + byRef;
    EXPECT_THAT(importRow({byResource.c_str(), "rtable k u",
                           "dtype=FLOAT Tindices=INT32", ""}),
                ContainsRegex(expected + "rtable"));
  }
}

// Ops that rows can not show: what they are shown by stands behind them.
TEST(Lowerings, EveryLoweringHasARow) {
  std::set<std::string> tested = {
      "Const",                  // every test
      "IdentityN",              // needs a list of types
      "PlaceholderWithDefault", // its shape is an attribute
      "ShapeN",
      "ConcatOffset",
      "DynamicStitch",
      "BroadcastGradientArgs", // SizesTest
      "AccumulateNV2",         // as AddN
      "MirrorPad",             // need a string; test/interop/test_slices.py
      "MirrorPadGrad",
      "DestroyTemporaryVariable", // TemporariesTest.cpp
      "Where",                    // StringsTest, as are tables
      "HashTableV2",
      "InitializeTableV2",
      "LookupTableImportV2",
      "LookupTableFindV2",
      "LookupTableSizeV2",
      "HashTable",
      "InitializeTable",
      "LookupTableImport",
      "LookupTableFind",
      "LookupTableSize",
  };
  for (const Row &row : rows)
    tested.insert(row.op);
  for (const OpRecord *record : importRegistry().allOps()) {
    bool isScatter = llvm::StringRef(record->name).contains("Scatter");
    EXPECT_TRUE(!record->lowering || isScatter || tested.count(record->name))
        << record->name;
  }
}

TEST(Lowerings, ListsOfTensors) {
  std::string graph =
      sources() +
      "node { name: 'n' op: 'IdentityN' input: 'x' input: 'v' attr { key: 'T' "
      "value { list { type: DT_FLOAT type: DT_FLOAT } } } }\n" +
      node("shapes", "ShapeN", "v row", "T=FLOAT N:2") +
      "node { name: 'd' op: 'PlaceholderWithDefault' input: 'v' attr { key: "
      "'dtype' value { type: DT_FLOAT } } attr { key: 'shape' value { shape { "
      "dim { size: 4 } } } } }\n" +
      node("stitch", "DynamicStitch", "axis0 axis0 axis0 parts1",
           "T=INT32 N:2") +
      ints("parts1", {3}) +
      node("offsets", "ConcatOffset", "zero axis0 parts1", "N:2");
  Imported module = importGraph(graph, {std::string(sourceEntry) +
                                        "n:1, shapes:1, d, stitch, offsets:1"});
  EXPECT_THAT(module.ir, ContainsRegex("vf.return %arg2, %[0-9]+, %arg2, "
                                       "%[0-9]+, %[0-9]+"));
}
