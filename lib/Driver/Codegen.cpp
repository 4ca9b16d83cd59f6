// Translation, optimization and object code. No fast-math, no reassociation,
// never the building machine's CPU: the same input gives the same bytes.
#include "Codegen.h"

#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"

using namespace vf;

static void initializeTargets() {
  llvm::InitializeAllTargetInfos();
  llvm::InitializeAllTargets();
  llvm::InitializeAllTargetMCs();
  llvm::InitializeAllAsmPrinters();
}

static llvm::CodeGenOptLevel getCodeGenLevel(unsigned optLevel) {
  return *llvm::CodeGenOpt::getLevel(optLevel);
}

/// What is tested: descriptors, archives and link lines are ELF's, sizes and
/// addresses 64-bit, checkpoints and constants little-endian.
static bool isSupported(const llvm::Triple &triple) {
  bool isX86 = triple.getArch() == llvm::Triple::x86_64 && !triple.isX32();
  bool isArm = triple.getArch() == llvm::Triple::aarch64 &&
               triple.getEnvironment() != llvm::Triple::GNUILP32;
  return (isX86 || isArm) && triple.isOSBinFormatELF();
}

llvm::FailureOr<std::unique_ptr<llvm::TargetMachine>>
vf::createTarget(std::string tripleText, std::string cpu, unsigned optLevel,
                 DiagnosticEngine &diagnostics) {
  initializeTargets();
  llvm::Triple triple(tripleText.empty() ? llvm::sys::getDefaultTargetTriple()
                                         : llvm::Triple::normalize(tripleText));
  if (!isSupported(triple))
    return emitError(diagnostics, Location())
           << "expected a target of x86_64 or aarch64 with ELF objects, such "
              "as "
              "aarch64-linux-gnu, found '"
           << triple.str() << "'";
  std::string error;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, error);
  if (!target)
    return emitError(diagnostics, Location())
           << "LLVM was built without target '" << triple.str()
           << "': " << error;
  if (cpu.empty())
    cpu = triple.getArch() == llvm::Triple::x86_64 ? "x86-64-v3" : "generic";
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget(
      target->createMCSubtargetInfo(triple, "", ""));
  if (!subtarget->isCPUStringValid(cpu))
    return emitError(diagnostics, Location())
           << "unknown CPU '" << cpu << "' for target '" << triple.str() << "'";
  return std::unique_ptr<llvm::TargetMachine>(target->createTargetMachine(
      triple, cpu, /*Features=*/"", llvm::TargetOptions(), llvm::Reloc::PIC_,
      std::nullopt, getCodeGenLevel(optLevel)));
}

std::string vf::describeTarget(const llvm::TargetMachine &target) {
  return target.getTargetTriple().str() + " " + target.getTargetCPU().str();
}

/// int main(int argc, char **argv) { return vf_main(&model, argc, argv); }
static void addMain(llvm::Module &module, llvm::StringRef modelSymbol) {
  llvm::LLVMContext &context = module.getContext();
  auto *i32 = llvm::Type::getInt32Ty(context);
  auto *pointer = llvm::PointerType::getUnqual(context);
  llvm::FunctionCallee runner = module.getOrInsertFunction(
      "vf_main", llvm::FunctionType::get(i32, {pointer, i32, pointer}, false));
  auto *main = llvm::Function::Create(
      llvm::FunctionType::get(i32, {i32, pointer}, false),
      llvm::GlobalValue::ExternalLinkage, "main", module);
  llvm::IRBuilder<> builder(llvm::BasicBlock::Create(context, "", main));
  builder.CreateRet(
      builder.CreateCall(runner, {module.getNamedGlobal(modelSymbol),
                                  main->getArg(0), main->getArg(1)}));
}

llvm::FailureOr<std::unique_ptr<llvm::Module>>
vf::translateModel(mlir::ModuleOp source,
                   const mlir::vf::ModelDescription &model, bool withMain,
                   const llvm::TargetMachine &target,
                   llvm::LLVMContext &context, DiagnosticEngine &diagnostics) {
  mlir::registerBuiltinDialectTranslation(*source.getContext());
  mlir::registerLLVMDialectTranslation(*source.getContext());
  std::unique_ptr<llvm::Module> module =
      mlir::translateModuleToLLVMIR(source, context, model.name);
  if (!module)
    return emitError(diagnostics, Location())
           << "internal error: the model cannot be translated to LLVM IR";
  module->setTargetTriple(target.getTargetTriple());
  module->setDataLayout(target.createDataLayout());
  for (llvm::Function &function : *module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", target.getTargetCPU());
    function.addFnAttr(llvm::Attribute::NoUnwind);
  }
  mlir::vf::emitModelDescriptor(*module, model);
  if (withMain)
    addMain(*module, model.symbol());
  return module;
}

void vf::optimize(llvm::Module &module, llvm::TargetMachine &target,
                  unsigned optLevel) {
  static constexpr const llvm::OptimizationLevel *levels[] = {
      &llvm::OptimizationLevel::O0, &llvm::OptimizationLevel::O1,
      &llvm::OptimizationLevel::O2, &llvm::OptimizationLevel::O3};
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager callGraph;
  llvm::ModuleAnalysisManager modules;
  llvm::PipelineTuningOptions tuning;
  tuning.SLPVectorization = optLevel >= 2; // off by default
  llvm::PassBuilder builder(&target, tuning);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(callGraph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, callGraph, modules);
  llvm::OptimizationLevel level = *levels[optLevel];
  llvm::ModulePassManager passes =
      optLevel == 0 ? builder.buildO0DefaultPipeline(level)
                    : builder.buildPerModuleDefaultPipeline(level);
  passes.run(module, modules);
}

llvm::FailureOr<llvm::SmallVector<char, 0>>
vf::emitObject(llvm::Module &module, llvm::TargetMachine &target,
               DiagnosticEngine &diagnostics) {
  llvm::SmallVector<char, 0> object;
  llvm::raw_svector_ostream stream(object);
  llvm::legacy::PassManager passes;
  if (target.addPassesToEmitFile(passes, stream, nullptr,
                                 llvm::CodeGenFileType::ObjectFile))
    return emitError(diagnostics, Location())
           << "target '" << target.getTargetTriple().str()
           << "' cannot write object files";
  passes.run(module);
  return object;
}
