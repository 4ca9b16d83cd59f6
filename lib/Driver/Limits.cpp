// Ranks and sizes of what crosses the binary interface. Sizes that are known
// only at run time are checked there.
#include "Limits.h"

#include "nd/IR/NDOps.h"
#include "vf/IR/VFOps.h"
#include "vf/rt/abi.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace vf;

/// The bytes of the known sizes; none if int64_t does not hold them.
static std::optional<int64_t> countBytes(mlir::RankedTensorType type) {
  if (llvm::is_contained(type.getShape(), 0))
    return 0;
  int64_t bytes = mlir::vf::isStrings(type)
                      ? int64_t{sizeof(vf_string)}
                      : mlir::nd::getElementBytes(type.getElementType());
  for (int64_t size : type.getShape())
    if (!mlir::ShapedType::isDynamic(size) &&
        llvm::MulOverflow(bytes, size, bytes))
      return std::nullopt;
  return bytes;
}

static std::string formatSizes(mlir::RankedTensorType type) {
  llvm::SmallVector<int64_t> sizes(type.getShape());
  llvm::replace(sizes, mlir::ShapedType::kDynamic, PartialShape::unknownSize);
  return PartialShape(sizes).str();
}

namespace {
class LimitVerifier {
public:
  LimitVerifier(const Graph *graph, DiagnosticEngine &diagnostics)
      : graph(graph), diagnostics(diagnostics) {}

  void verifyVariable(mlir::vf::VariableOp variable) {
    verify("variable", variable.getSymName(), variable.getSymName(),
           variable.getValueType());
  }
  void verifyEntry(mlir::vf::EntryOp entry);

  bool hasFailed = false;

private:
  void verifyTensor(llvm::StringRef role, mlir::DictionaryAttr attributes,
                    mlir::Type type);
  void verify(llvm::StringRef role, llvm::StringRef name,
              llvm::StringRef nodeName, mlir::RankedTensorType type);

  const Graph *graph;
  DiagnosticEngine &diagnostics;
};
} // namespace

void LimitVerifier::verify(llvm::StringRef role, llvm::StringRef name,
                           llvm::StringRef nodeName,
                           mlir::RankedTensorType type) {
  bool hasRank = type.getRank() <= VF_MAX_RANK;
  if (hasRank && countBytes(type))
    return;
  hasFailed = true;
  const Node *node = graph ? graph->lookup(nodeName) : nullptr;
  InFlightDiagnostic error = emitError(
      diagnostics, node ? node->location() : Location::node(nodeName, ""));
  if (!hasRank)
    error << "expected " << role << " '" << name << "' to have at most "
          << VF_MAX_RANK << " dimensions, found " << type.getRank();
  else
    error << "expected the bytes of " << role << " '" << name
          << "' to be less than 2^63, found sizes " << formatSizes(type);
}

void LimitVerifier::verifyTensor(llvm::StringRef role,
                                 mlir::DictionaryAttr attributes,
                                 mlir::Type type) {
  auto tensor = attributes.getAs<mlir::StringAttr>("vf.tensor").getValue();
  verify(role, tensor, tensor.split(':').first,
         llvm::cast<mlir::RankedTensorType>(type));
}

void LimitVerifier::verifyEntry(mlir::vf::EntryOp entry) {
  for (auto [index, type] : llvm::enumerate(entry.getArgumentTypes()))
    verifyTensor("feed", entry.getArgAttrDict(index), type);
  for (auto [index, type] : llvm::enumerate(entry.getResultTypes()))
    verifyTensor("fetch", entry.getResultAttrDict(index), type);
}

llvm::LogicalResult vf::verifyLimits(mlir::ModuleOp module, const Graph *graph,
                                     DiagnosticEngine &diagnostics) {
  LimitVerifier verifier(graph, diagnostics);
  for (auto variable : module.getOps<mlir::vf::VariableOp>())
    verifier.verifyVariable(variable);
  for (auto entry : module.getOps<mlir::vf::EntryOp>())
    verifier.verifyEntry(entry);
  return llvm::failure(verifier.hasFailed);
}
