// Reading and verifying a module. The verifiers of ops have run when it is
// read; what is verified here holds of every module that import makes, and
// nothing later looks at it again.
#include "ModuleInput.h"

#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "vf/IR/VFOps.h"
#include "vf/Support/Identifiers.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace mlir::vf;

static constexpr StringLiteral kNameAttr = "vf.name";
static constexpr StringLiteral kTensorAttr = "vf.tensor";

bool ::vf::isModuleFile(StringRef path) {
  if (path.ends_with(".mlir"))
    return true;
  if (!llvm::sys::fs::is_regular_file(path))
    return false;
  constexpr uint64_t magicBytes = 4;
  auto head = llvm::MemoryBuffer::getFileSlice(path, magicBytes, 0);
  return head && isBytecode((*head)->getMemBufferRef());
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

static bool isElementType(Type type) {
  if (auto complex = dyn_cast<ComplexType>(type))
    type = complex.getElementType();
  else if (auto integer = dyn_cast<IntegerType>(type))
    return llvm::is_contained({8, 16, 32, 64}, integer.getWidth())
               ? !integer.isSigned()
               : integer.isSignlessInteger(1);
  else if (type.isF16() || type.isBF16())
    return true;
  return type.isF32() || type.isF64();
}

static LogicalResult verifyTensorType(Operation *op, const Twine &role,
                                      Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (tensor && !tensor.getEncoding() && isElementType(tensor.getElementType()))
    return success();
  return op->emitError("expected ")
         << role << " to be a tensor of numbers of a known rank, found "
         << type;
}

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

/// Whether an op of an entry is one that the passes over entries know.
static bool hasPlaceInEntry(Operation *op) {
  if (isa<StageOp, CallStageOp, ParallelForOp>(op))
    return false;
  if (isa<VFDialect, nd::NDDialect>(op->getDialect()))
    return true;
  if (isa<arith::ArithDialect>(op->getDialect()))
    return llvm::none_of(op->getResultTypes(), llvm::IsaPred<ShapedType>);
  return isa<tensor::DimOp, tensor::ExtractOp, tensor::FromElementsOp,
             scf::IfOp, scf::ForOp, scf::WhileOp, scf::ConditionOp,
             scf::YieldOp>(op);
}

/// Verifies the ops of an entry and the types of all values in it.
static LogicalResult verifyOps(EntryOp entry) {
  auto verifyTypes = [](Operation *op, TypeRange types) {
    return success(llvm::all_of(types, [&](Type type) {
      return !isa<ShapedType>(type) ||
             succeeded(verifyTensorType(op, "a value", type));
    }));
  };
  WalkResult result = entry.getBody().walk([&](Operation *op) {
    if (!hasPlaceInEntry(op)) {
      op->emitError("'") << op->getName() << "' has no place in an entry";
      return WalkResult::interrupt();
    }
    if (failed(verifyTypes(op, op->getResultTypes())))
      return WalkResult::interrupt();
    for (Region &region : op->getRegions())
      if (failed(verifyTypes(op, region.getArgumentTypes())))
        return WalkResult::interrupt();
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

/// Verifies the name of a feed or fetch, and that it is the first of its kind
/// with it; gives it the tensor's name if it has none.
static LogicalResult verifyName(EntryOp entry, const Twine &role,
                                NamedAttrList &attributes,
                                llvm::StringSet<> &names) {
  auto name = dyn_cast_if_present<StringAttr>(attributes.get(kNameAttr));
  if (!name || name.empty())
    return entry->emitError("expected ")
           << role << " to have a name, '" << kNameAttr << "'";
  if (!names.insert(name).second)
    return entry->emitError("expected ")
           << role << " to have a name of its own, found '" << name.getValue()
           << "' twice";
  Attribute tensor = attributes.get(kTensorAttr);
  if (!tensor)
    attributes.set(kTensorAttr, name);
  else if (!isa<StringAttr>(tensor))
    return entry->emitError("expected '")
           << kTensorAttr << "' of " << role << " to be a string, found "
           << tensor;
  return success();
}

static LogicalResult verifySignature(EntryOp entry) {
  llvm::StringSet<> feeds, fetches;
  for (auto [index, type] : llvm::enumerate(entry.getArgumentTypes())) {
    std::string role = ("feed #" + Twine(index)).str();
    NamedAttrList attributes(entry.getArgAttrDict(index));
    if (failed(verifyTensorType(entry, role, type)) ||
        failed(verifyName(entry, role, attributes, feeds)))
      return failure();
    entry.setArgAttrs(index, attributes);
  }
  for (auto [index, type] : llvm::enumerate(entry.getResultTypes())) {
    std::string role = ("fetch #" + Twine(index)).str();
    NamedAttrList attributes(entry.getResultAttrDict(index));
    if (failed(verifyTensorType(entry, role, type)) ||
        failed(verifyName(entry, role, attributes, fetches)))
      return failure();
    entry.setResultAttrs(index, attributes);
  }
  return success();
}

static LogicalResult verifyEntry(EntryOp entry) {
  if (entry.getInitializer())
    return entry->emitError("an entry that runs the initializers is made by "
                            "the compiler; the input has none");
  StringRef name = entry.getSymName();
  if (::vf::toIdentifier(name) != name)
    return entry->emitError("expected an entry to be named by an identifier "
                            "that is no keyword of C++, found '")
           << name << "'";
  return success(succeeded(verifySignature(entry)) &&
                 succeeded(verifyOps(entry)));
}

//===----------------------------------------------------------------------===//
// The module
//===----------------------------------------------------------------------===//

static LogicalResult verifyDeclaration(Operation &op) {
  if (auto entry = dyn_cast<EntryOp>(op))
    return verifyEntry(entry);
  if (auto variable = dyn_cast<VariableOp>(op))
    return verifyTensorType(variable, "a variable", variable.getType());
  if (isa<GeneratorOp, SaverOp>(op))
    return success();
  return op.emitError("expected variables, generators, Savers and entries, "
                      "found '")
         << op.getName() << "'";
}

static LogicalResult verifyModule(ModuleOp module) {
  for (Operation &op : *module.getBody())
    if (failed(verifyDeclaration(op)))
      return failure();
  if (module.getOps<EntryOp>().empty())
    return module->emitError("expected a module with entries, found none");
  return success();
}

auto ::vf::readModule(MLIRContext &context, StringRef path)
    -> OwningOpRef<ModuleOp> {
  std::string message;
  auto file = openInputFile(path, &message);
  if (!file) {
    emitError(UnknownLoc::get(&context), message);
    return nullptr;
  }
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(std::move(file), llvm::SMLoc());
  auto module = parseSourceFile<ModuleOp>(sources, ParserConfig(&context));
  if (!module || failed(verifyModule(*module)))
    return nullptr;
  return module;
}
