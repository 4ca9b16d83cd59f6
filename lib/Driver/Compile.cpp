// What vf-compile does, from the graph's file to the artifact.
#include "vf/Driver/Driver.h"

#include "Artifact.h"
#include "Codegen.h"
#include "Header.h"
#include "NodeDiagnostics.h"
#include "Options.h"
#include "Phases.h"
#include "Signatures.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/Timing.h"
#include "vf/Conversion/ModelDescriptor.h"
#include "vf/Graph/Listing.h"
#include "vf/Graph/MetaGraph.h"
#include "vf/Graph/OpRegistry.h"
#include "vf/IR/VFOps.h"
#include "vf/Import/Import.h"
#include "vf/Pipelines/Dialects.h"
#include "vf/Pipelines/Pipelines.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"

using namespace vf;

namespace {

/// One run of vf-compile.
class Compilation {
public:
  Compilation(CompileOptions options, DiagnosticEngine &diagnostics,
              mlir::TimingScope &timing)
      : options(std::move(options)), diagnostics(diagnostics), phases(timing) {}
  /// The exit status.
  int run();

private:
  llvm::LogicalResult parseSpecs();
  llvm::LogicalResult load();
  llvm::LogicalResult verifyShapesApply();
  llvm::LogicalResult import();
  llvm::LogicalResult pickSaver();
  llvm::LogicalResult runPipelines();
  llvm::LogicalResult emitArtifact();
  llvm::LogicalResult emitObjects(llvm::Module &module,
                                  llvm::TargetMachine &target);
  llvm::LogicalResult writeModule();
  void summarize();

  CompileOptions options;
  DiagnosticEngine &diagnostics;
  Phases phases;
  std::vector<EntrySpec> entries;
  ImportOptions importOptions;
  OpRegistry registry;
  MetaGraph metaGraph;
  std::unique_ptr<mlir::MLIRContext> context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::vf::ModelDescription model;
};

} // namespace

//===----------------------------------------------------------------------===//
// The graph
//===----------------------------------------------------------------------===//

llvm::LogicalResult Compilation::load() {
  registerLowerings(registry);
  auto loaded = phases.run("loading", [&](mlir::TimingScope &) {
    return loadMetaGraph(options.input, options.tags, registry, diagnostics);
  });
  if (failed(loaded))
    return llvm::failure();
  metaGraph = std::move(*loaded);
  return llvm::success();
}

/// Reads what the command line says of entries and shapes, without the graph.
llvm::LogicalResult Compilation::parseSpecs() {
  bool ok = true;
  auto parseAll = [&](const std::vector<std::string> &texts, auto parse,
                      auto &specs) {
    for (const std::string &text : texts) {
      auto spec = parse(text, diagnostics);
      ok &= succeeded(spec);
      if (succeeded(spec))
        specs.push_back(std::move(*spec));
    }
  };
  parseAll(options.entries, parseEntrySpec, entries);
  parseAll(options.shapes, parseShapeSpec, importOptions.shapes);
  return llvm::success(ok);
}

/// A shape is for a feed of some entry or for a variable.
llvm::LogicalResult Compilation::verifyShapesApply() {
  llvm::StringSet<> feeds;
  for (const EntrySpec &entry : entries)
    for (const EntryItem &feed : entry.feeds)
      feeds.insert(feed.tensor.str());
  for (const ShapeSpec &shape : importOptions.shapes) {
    const Node *node = metaGraph.graph->lookup(shape.tensor.node);
    bool isVariable =
        node && node->record() && node->record()->role == OpRole::Variable;
    if (node && !isVariable && !feeds.contains(shape.tensor.str()))
      return emitError(diagnostics, node->location())
             << "--shape '" << shape.text
             << "': expected a feed of an entry or a variable, found a tensor "
                "that is neither";
  }
  return llvm::success();
}

llvm::LogicalResult Compilation::import() {
  if (failed(verifyShapesApply()))
    return llvm::failure();
  module = phases.run("import", [&](mlir::TimingScope &) {
    return importModule(*context, metaGraph, entries, importOptions,
                        diagnostics);
  });
  if (!module)
    return llvm::failure();
  return pickSaver();
}

/// Makes the Saver that was asked for the first, which is the default.
llvm::LogicalResult Compilation::pickSaver() {
  if (options.saver.empty())
    return llvm::success();
  std::vector<std::string> names;
  for (auto saver : module->getOps<mlir::vf::SaverOp>()) {
    if (saver.getSymName() == options.saver) {
      saver->moveBefore(*module->getOps<mlir::vf::SaverOp>().begin());
      return llvm::success();
    }
    names.push_back(saver.getSymName().str());
  }
  return emitError(diagnostics, Location())
         << "there is no Saver '" << options.saver << "', found "
         << (names.empty() ? "none" : llvm::join(names, ", "));
}

//===----------------------------------------------------------------------===//
// The pipelines
//===----------------------------------------------------------------------===//

/// A digest of the imported module: equal graphs and options, equal digests,
/// wherever the files are.
static std::string hashModule(mlir::ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module->print(stream, mlir::OpPrintingFlags().printGenericOpForm());
  std::array<uint8_t, 32> digest =
      llvm::SHA256::hash(llvm::arrayRefFromStringRef(text));
  return llvm::toHex(llvm::ArrayRef(digest).take_front(8), /*LowerCase=*/true);
}

/// Runs the phases as far as the form asked for.
llvm::LogicalResult Compilation::runPipelines() {
  using namespace mlir::vf;
  model.graphHash = hashModule(*module);
  if (options.emit == Emit::VF)
    return llvm::success();
  auto runPhase = [&](llvm::StringRef name, auto build) {
    return phases.run(name, [&](mlir::TimingScope &timing) {
      mlir::PassManager pm(context.get());
      if (failed(mlir::applyPassManagerCLOptions(pm)))
        return llvm::failure();
      pm.enableTiming(timing);
      build(pm);
      return pm.run(*module);
    });
  };
  StatePipelineOptions stateOptions;
  stateOptions.dropSavedVariables = options.dropUnusedVariables;
  auto buildStages = [&](mlir::OpPassManager &pm) {
    buildStatePipeline(pm, stateOptions);
    buildStagePipeline(pm, StagePipelineOptions());
  };
  if (failed(runPhase("state and stages", buildStages)))
    return llvm::failure();
  if (options.emit == Emit::Core)
    return llvm::success();
  std::string hash = std::move(model.graphHash);
  model = describeModel(*module);
  model.graphHash = std::move(hash);
  model.name = options.modelName();
  if (failed(runPhase("tensors", buildTensorPipeline)))
    return llvm::failure();
  if (options.emit == Emit::Linalg)
    return llvm::success();
  return runPhase("buffers and target", [](mlir::OpPassManager &pm) {
    buildBufferPipeline(pm);
    buildTargetPipeline(pm);
  });
}

//===----------------------------------------------------------------------===//
// The artifact
//===----------------------------------------------------------------------===//

llvm::LogicalResult Compilation::writeModule() {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module->print(stream);
  return writeFile(options.output, text, diagnostics);
}

/// Object, static library or program; the first two with their header.
llvm::LogicalResult Compilation::emitObjects(llvm::Module &llvmModule,
                                             llvm::TargetMachine &target) {
  auto object = phases.run("code generation", [&](mlir::TimingScope &) {
    return emitObject(llvmModule, target, diagnostics);
  });
  if (failed(object))
    return llvm::failure();
  if (options.emit == Emit::Executable)
    return phases.run("linking", [&](mlir::TimingScope &) {
      return linkProgram(options.output, *object, diagnostics);
    });
  llvm::SmallString<128> header(options.output);
  llvm::sys::path::remove_filename(header);
  llvm::sys::path::append(header, model.name + ".h");
  if (failed(writeFile(header, generateHeader(model), diagnostics)))
    return llvm::failure();
  if (options.emit == Emit::Object)
    return writeFile(options.output, {object->data(), object->size()},
                     diagnostics);
  return writeStaticLibrary(options.output, model.name + ".o", *object,
                            diagnostics);
}

llvm::LogicalResult Compilation::emitArtifact() {
  if (options.emit < Emit::LL)
    return writeModule();
  auto target =
      createTarget(options.triple, options.cpu, options.optLevel, diagnostics);
  if (failed(target))
    return llvm::failure();
  model.target = describeTarget(**target);
  llvm::LLVMContext llvmContext;
  auto llvmModule =
      translateModel(*module, model, options.emit == Emit::Executable, **target,
                     llvmContext, diagnostics);
  if (failed(llvmModule))
    return llvm::failure();
  phases.run("optimization", [&](mlir::TimingScope &) {
    optimize(**llvmModule, **target, options.optLevel);
  });
  if (options.emit == Emit::LL) {
    std::string text;
    llvm::raw_string_ostream(text) << **llvmModule;
    return writeFile(options.output, text, diagnostics);
  }
  return emitObjects(**llvmModule, **target);
}

/// The last line: what was made.
void Compilation::summarize() {
  if (options.emit < Emit::Object)
    return;
  uint64_t bytes = 0;
  (void)llvm::sys::fs::file_size(options.output, bytes);
  llvm::errs() << options.output << ": " << bytes << " bytes, "
               << model.numPublicEntries() << " entries, "
               << model.variables.size() << " variables\n";
}

int Compilation::run() {
  if (failed(parseSpecs()))
    return 2;
  if (failed(load()))
    return 1;
  if (options.list)
    return failed(
        printGraphListing(metaGraph, llvm::outs(), options.json, diagnostics));
  if (entries.empty()) {
    auto found =
        collectSignatureEntries(metaGraph, options.signatures, diagnostics);
    if (failed(found))
      return 1;
    entries = std::move(*found);
  }
  if (entries.empty()) {
    (void)printGraphListing(metaGraph, llvm::errs(), /*asJson=*/false,
                            diagnostics);
    return 2;
  }
  mlir::DialectRegistry dialects;
  mlir::vf::registerDialects(dialects);
  context = std::make_unique<mlir::MLIRContext>(dialects);
  context->loadAllAvailableDialects();
  // The node says where; the op's text says nothing to whoever wrote the graph.
  context->printOpOnDiagnostic(false);
  NodeDiagnosticHandler handler(*context, *metaGraph.graph, diagnostics);
  if (failed(import()) || failed(runPipelines()) || failed(emitArtifact()))
    return 1;
  summarize();
  return 0;
}

int vf::compileMain(int argc, char **argv) {
  CompileOptions options = parseOptions(argc, argv);
  mlir::DefaultTimingManager timing;
  mlir::applyDefaultTimingManagerCLOptions(timing);
  if (options.timeReport)
    timing.setEnabled(true);
  mlir::TimingScope root = timing.getRootScope();
  DiagnosticEngine diagnostics;
  return Compilation(std::move(options), diagnostics, root).run();
}
