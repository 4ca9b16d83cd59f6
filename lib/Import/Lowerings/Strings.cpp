// Strings: constants, joining, and the names of uninitialized variables. (What
// moves elements without looking at them is with Array.cpp.)
#include "Lowerings.h"

#include "../Types.h"
#include "../UninitializedReport.h"

using namespace mlir;
using namespace mlir::vf;

static LogicalResult lowerConst(NodeLowering &n) {
  FailureOr<::vf::TensorConstant> constant = getConstant(n);
  if (failed(constant))
    return failure();
  // The program has them one by one, also where they are all the same.
  constexpr int64_t mostElements = int64_t(1) << 24;
  if (constant->numElements() > mostElements)
    return n.error() << "has " << constant->numElements()
                     << " strings, more than " << mostElements;
  n.setResult(n.create<StringConstantOp>(
      getStrings(n.builder().getContext(), *constant)));
  return success();
}

static Value join(NodeLowering &n, ValueRange values) {
  return n.create<JoinStringsOp>(n.resultType(), values);
}

/// Strings add up by standing one behind the other.
static LogicalResult lowerAdd(NodeLowering &n) {
  n.setResult(join(n, {n.operand(0), n.operand(1)}));
  return success();
}

static Value scalarConstant(NodeLowering &n, StringRef text) {
  auto type =
      RankedTensorType::get({}, StringType::get(n.builder().getContext()));
  return n.create<StringConstantOp>(
      DenseStringElementsAttr::get(type, ArrayRef<StringRef>(text)));
}

static LogicalResult lowerStringJoin(NodeLowering &n) {
  auto separator = n.node().getAttr<StringRef>("separator");
  SmallVector<Value> parts;
  for (unsigned i = 0; i != n.numOperands(); ++i) {
    if (i > 0 && !separator.empty())
      parts.push_back(scalarConstant(n, separator));
    parts.push_back(n.operand(i));
  }
  if (parts.empty())
    parts.push_back(scalarConstant(n, ""));
  n.setResult(join(n, parts));
  return success();
}

/// The places of what is true: how many there are, only the run decides. Who
/// needs them is blamed, but for a report.
static LogicalResult lowerWhere(NodeLowering &) { return success(); }

/// Only where it picks the names of uninitialized variables.
static LogicalResult lowerGather(NodeLowering &n) {
  std::optional<UninitializedReport> report = matchReport(n.node());
  bool isVector = n.operandInfo(0).isRanked() && n.operandInfo(0).rank() == 1;
  if (!report || !isVector ||
      !n.operandShape(0)[0].isConstant(report->flags.size()))
    return n.error() << "gathers strings, which is supported only for "
                        "report_uninitialized_variables";
  SmallVector<Value> flags;
  for (::vf::TensorRef flag : report->flags)
    flags.push_back(n.initializedFlag(flag));
  if (n.hasFailed())
    return failure();
  auto type = RankedTensorType::get({ShapedType::kDynamic},
                                    StringType::get(n.builder().getContext()));
  n.setResult(n.create<ReportUninitializedOp>(type, n.operand(0), flags));
  return success();
}

void mlir::vf::registerStringLowerings(::vf::OpRegistry &ops) {
  ops.setStringLowering("Const", lowerConst);
  ops.setStringLowering("Add", lowerAdd);
  ops.setStringLowering("StringJoin", lowerStringJoin);
  ops.setStringLowering("Gather", lowerGather);
  ops.setStringLowering("GatherV2", lowerGather);
  ops.setLowering("Where", lowerWhere);
}
