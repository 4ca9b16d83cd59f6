// What vf-compile does, from the input's file to the artifact.
#include "vf/Driver/Driver.h"

#include "Artifact.h"
#include "Codegen.h"
#include "Header.h"
#include "Limits.h"
#include "ModuleInput.h"
#include "NodeDiagnostics.h"
#include "Options.h"
#include "Partition.h"
#include "Phases.h"
#include "Signatures.h"

#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/Timing.h"
#include "vf/Conversion/ModelDescriptor.h"
#include "vf/Graph/InitializedValues.h"
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

/// Passes that are run as one.
struct Phase {
  llvm::StringRef name;
  Emit form; ///< what they reach
  std::function<void(mlir::OpPassManager &)> build;
};

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
  void createContext();
  llvm::LogicalResult import();
  int importGraph();
  int readModule();
  llvm::LogicalResult pickSaver();
  llvm::LogicalResult pickTarget();
  std::vector<Phase> listPhases() const;
  llvm::LogicalResult explainPipeline(llvm::ArrayRef<Phase> passes);
  llvm::LogicalResult runPhase(const Phase &phase);
  llvm::LogicalResult runPipelines();
  llvm::LogicalResult emitArtifact();
  llvm::LogicalResult emitObjects(llvm::Module &module);
  llvm::LogicalResult writeModule();
  void summarize();

  CompileOptions options;
  DiagnosticEngine &diagnostics;
  Phases phases;
  std::vector<EntrySpec> entries;
  ImportOptions importOptions;
  std::vector<PartitionSpec> partitions;
  OpRegistry registry;
  MetaGraph metaGraph;
  std::unique_ptr<mlir::MLIRContext> context;
  std::unique_ptr<NodeDiagnosticHandler> handler;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  /// Null if the compile ends before LLVM IR.
  std::unique_ptr<llvm::TargetMachine> target;
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
  return foldInitializedValues(metaGraph, diagnostics);
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
  parseAll(options.partitions, parsePartitionSpec, partitions);
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

void Compilation::createContext() {
  mlir::DialectRegistry dialects;
  mlir::vf::registerDialects(dialects);
  context = std::make_unique<mlir::MLIRContext>(dialects);
  context->loadAllAvailableDialects();
  // The node says where; the op's text says nothing to whoever wrote the graph.
  context->printOpOnDiagnostic(false);
  handler = std::make_unique<NodeDiagnosticHandler>(
      *context, metaGraph.graph.get(), diagnostics);
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
  return verifyLimits(*module, metaGraph.graph.get(), diagnostics);
}

/// From the graph's file to the module, or to the list. The exit status.
int Compilation::importGraph() {
  if (failed(load()))
    return 1;
  if (options.list)
    return failed(
        printGraphListing(metaGraph, llvm::outs(), options.json, diagnostics));
  if (entries.empty()) {
    auto found = collectSignatureEntries(metaGraph, options.signatures,
                                         importOptions.shapes, diagnostics);
    if (failed(found))
      return 1;
    entries = std::move(*found);
  }
  if (entries.empty()) {
    (void)printGraphListing(metaGraph, llvm::errs(), /*asJson=*/false,
                            diagnostics);
    return 2;
  }
  createContext();
  return failed(import());
}

/// Reads the module that the input is. The exit status.
int Compilation::readModule() {
  if (llvm::StringRef option = options.findGraphOption(); !option.empty()) {
    emitError(diagnostics, Location::file(options.input))
        << option << " goes with a graph, but this is a module";
    return 2;
  }
  createContext();
  module = phases.run("loading", [&](mlir::TimingScope &) {
    return vf::readModule(*context, options.input);
  });
  return !module || failed(verifyLimits(*module, nullptr, diagnostics));
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

/// Before any work, since the work may take long.
llvm::LogicalResult Compilation::pickTarget() {
  if (options.emit < Emit::LL || options.list)
    return llvm::success();
  auto created =
      createTarget(options.triple, options.cpu, options.optLevel, diagnostics);
  if (failed(created))
    return llvm::failure();
  target = std::move(*created);
  return llvm::success();
}

/// A digest of the imported module and of what else decides the code: equal
/// graphs and options, equal digests, wherever the files are. Of the bytecode,
/// since options for dumps change the text.
static std::string hashCompile(mlir::ModuleOp module,
                               const CompileOptions &options,
                               const llvm::TargetMachine *target) {
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  // To a stream that takes all, in the version of this MLIR, it cannot fail.
  (void)mlir::writeBytecodeToFile(module, stream,
                                  mlir::BytecodeWriterConfig("vf-compile"));
  stream << (target ? describeTarget(*target) : "") << " -O" << options.optLevel
         << " " << options.dropUnusedVariables;
  std::array<uint8_t, 32> digest =
      llvm::SHA256::hash(llvm::arrayRefFromStringRef(bytes));
  return llvm::toHex(llvm::ArrayRef(digest).take_front(8), /*LowerCase=*/true);
}

/// The phases up to the form asked for.
std::vector<Phase> Compilation::listPhases() const {
  using namespace mlir::vf;
  bool dropSaved = options.dropUnusedVariables;
  bool strictRaces = options.strictRaces;
  auto buildStages = [dropSaved, strictRaces](mlir::OpPassManager &pm) {
    StatePipelineOptions stateOptions;
    stateOptions.dropSavedVariables = dropSaved;
    stateOptions.strictRaces = strictRaces;
    buildStatePipeline(pm, stateOptions);
    buildStagePipeline(pm, StagePipelineOptions());
  };
  auto buildTarget = [](mlir::OpPassManager &pm) {
    buildBufferPipeline(pm);
    buildTargetPipeline(pm);
  };
  std::vector<Phase> all = {{"state and stages", Emit::Core, buildStages},
                            {"tensors", Emit::Linalg, buildTensorPipeline},
                            {"buffers and target", Emit::LLVM, buildTarget}};
  llvm::erase_if(all,
                 [&](const Phase &phase) { return phase.form > options.emit; });
  return all;
}

/// Prints the passes of all phases, and writes them with the module to a file
/// that vf-opt runs, where that is asked for.
llvm::LogicalResult Compilation::explainPipeline(llvm::ArrayRef<Phase> passes) {
  mlir::PassManager pm(context.get(), mlir::ModuleOp::getOperationName());
  for (const Phase &phase : passes)
    phase.build(pm);
  if (options.dumpPassPipeline) {
    pm.dump();
    llvm::errs() << "\n";
  }
  if (options.reproducer.empty())
    return llvm::success();
  // It only says in words whether it could write the file.
  std::string outcome = mlir::makeReproducer(
      pm.getOpAnchorName(), pm.getPasses(), *module, options.reproducer);
  if (!llvm::StringRef(outcome).starts_with("reproducer generated"))
    return emitError(diagnostics, Location::file(options.reproducer))
           << outcome;
  return llvm::success();
}

llvm::LogicalResult Compilation::runPhase(const Phase &phase) {
  return phases.run(phase.name, [&](mlir::TimingScope &timing) {
    mlir::PassManager pm(context.get());
    if (failed(mlir::applyPassManagerCLOptions(pm)))
      return llvm::failure();
    pm.enableTiming(timing);
    phase.build(pm);
    return pm.run(*module);
  });
}

/// Runs the phases as far as the form asked for. The description is read where
/// entries and variables are as they will be, and still there.
llvm::LogicalResult Compilation::runPipelines() {
  std::string hash = hashCompile(*module, options, target.get());
  std::vector<Phase> passes = listPhases();
  if (failed(explainPipeline(passes)))
    return llvm::failure();
  for (const Phase &phase : passes) {
    if (failed(runPhase(phase)))
      return llvm::failure();
    if (phase.form == Emit::Core)
      model = mlir::vf::describeModel(*module);
  }
  model.graphHash = std::move(hash);
  model.name = options.modelName();
  return llvm::success();
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
llvm::LogicalResult Compilation::emitObjects(llvm::Module &llvmModule) {
  auto object = phases.run("code generation", [&](mlir::TimingScope &) {
    return emitObject(llvmModule, *target, diagnostics);
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
  // It stands beside a file; a pipe or a device has no such place.
  if (!isSpecialFile(options.output) &&
      failed(writeFile(header, generateHeader(model), diagnostics)))
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
  model.target = describeTarget(*target);
  llvm::LLVMContext llvmContext;
  auto llvmModule =
      translateModel(*module, model, options.emit == Emit::Executable, *target,
                     llvmContext, diagnostics);
  if (failed(llvmModule))
    return llvm::failure();
  phases.run("optimization", [&](mlir::TimingScope &) {
    optimize(**llvmModule, *target, options.optLevel);
  });
  if (options.emit == Emit::LL) {
    std::string text;
    llvm::raw_string_ostream(text) << **llvmModule;
    return writeFile(options.output, text, diagnostics);
  }
  return emitObjects(**llvmModule);
}

/// The last line: what was made.
void Compilation::summarize() {
  if (options.emit < Emit::Object)
    return;
  llvm::errs() << options.output << ": ";
  uint64_t bytes = 0;
  // What is no file has no size.
  if (!isSpecialFile(options.output) &&
      !llvm::sys::fs::file_size(options.output, bytes))
    llvm::errs() << bytes << " bytes, ";
  llvm::errs() << model.numPublicEntries() << " entries, "
               << model.variables.size() << " variables\n";
}

int Compilation::run() {
  if (failed(parseSpecs()))
    return 2;
  if (failed(pickTarget()))
    return 1;
  bool isModule = isModuleFile(options.input);
  if (int status = isModule ? readModule() : importGraph();
      status != 0 || options.list)
    return status;
  if (failed(pickSaver()) ||
      failed(applyPartitions(*module, partitions, diagnostics)) ||
      failed(runPipelines()) || failed(emitArtifact()))
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
  int status = Compilation(std::move(options), diagnostics, root).run();
  if (failed(flushStandardOutput(diagnostics)))
    status = 1;
  // Nobody is left to tell; a stream with an error would end us by a signal.
  llvm::errs().clear_error();
  return status;
}
