// Mutants of real graphs that import are compiled, as far as LLVM IR: each ends
// in a valid module or in an error, never in a crash or in silence.
#include "../Import/ImportTesting.h"
#include "../Import/Mutants.h"

#include "Driver/Codegen.h"
#include "Driver/Limits.h"
#include "Driver/NodeDiagnostics.h"

#include "mlir/Pass/PassManager.h"
#include "vf/Pipelines/Dialects.h"
#include "vf/Pipelines/Pipelines.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"

using namespace vf;
using namespace vf::test;

static mlir::MLIRContext &getContext() {
  static const auto context = [] {
    mlir::DialectRegistry dialects;
    mlir::vf::registerDialects(dialects);
    auto made = std::make_unique<mlir::MLIRContext>(dialects);
    made->loadAllAvailableDialects();
    return made;
  }();
  return *context;
}

static mlir::OwningOpRef<mlir::ModuleOp>
importSubject(const MetaGraph &metaGraph, const Subject &subject,
              DiagnosticEngine &diagnostics) {
  std::vector<EntrySpec> specs;
  for (const std::string &entry : subject.entries)
    specs.push_back(*parseEntrySpec(entry, diagnostics));
  ImportOptions options;
  for (const std::string &shape : subject.shapes)
    options.shapes.push_back(*parseShapeSpec(shape, diagnostics));
  auto module =
      importModule(getContext(), metaGraph, specs, options, diagnostics);
  if (module &&
      failed(verifyLimits(*module, metaGraph.graph.get(), diagnostics)))
    return {};
  return module;
}

/// All phases, and the translation. False if a phase failed, with its error.
static bool lower(mlir::ModuleOp module, DiagnosticEngine &diagnostics) {
  mlir::PassManager stages(&getContext());
  mlir::vf::buildStatePipeline(stages, mlir::vf::StatePipelineOptions());
  mlir::vf::buildStagePipeline(stages, mlir::vf::StagePipelineOptions());
  if (failed(stages.run(module)))
    return false;
  mlir::vf::ModelDescription model = mlir::vf::describeModel(module);
  model.name = "mutant";
  mlir::PassManager target(&getContext());
  mlir::vf::buildTensorPipeline(target);
  mlir::vf::buildBufferPipeline(target);
  mlir::vf::buildTargetPipeline(target);
  if (failed(target.run(module)))
    return false;
  auto machine = createTarget("x86_64-linux-gnu", "", 0, diagnostics);
  if (failed(machine))
    return false;
  llvm::LLVMContext context;
  auto translated = translateModel(module, model, /*withMain=*/true, **machine,
                                   context, diagnostics);
  if (failed(translated))
    return false;
  EXPECT_FALSE(llvm::verifyModule(**translated, &llvm::errs()));
  return true;
}

namespace {
enum class Outcome { NotImported, Refused, Compiled };
} // namespace

static Outcome compileMutant(std::unique_ptr<tf::MetaGraphDef> def,
                             const Subject &subject) {
  Collected collected;
  auto metaGraph = buildMetaGraph(std::move(def), importRegistry(), "mutant",
                                  collected.engine);
  if (failed(metaGraph))
    return Outcome::NotImported;
  NodeDiagnosticHandler handler(getContext(), metaGraph->graph.get(),
                                collected.engine);
  auto module = importSubject(*metaGraph, subject, collected.engine);
  if (!module)
    return Outcome::NotImported;
  bool isCompiled = lower(*module, collected.engine);
  EXPECT_EQ(isCompiled, collected.engine.numErrors() == 0) << collected.str();
  EXPECT_THAT(collected.str(), testing::Not(testing::HasSubstr("internal")));
  return isCompiled ? Outcome::Compiled : Outcome::Refused;
}

TEST(Mutation, MutantsThatImportCompileOrAreRefused) {
  constexpr unsigned mutantsPerSubject = 250;
  std::mt19937 random(33);
  unsigned compiled = 0, refused = 0;
  for (const Subject &subject : listSubjects()) {
    SCOPED_TRACE(subject.path);
    auto original = readSubject(subject);
    unsigned compiledBefore = compiled;
    for (unsigned i = 0; i < mutantsPerSubject; ++i) {
      auto def = std::make_unique<tf::MetaGraphDef>(*original);
      std::string what = mutate(*def, random);
      SCOPED_TRACE(what);
      Outcome outcome = compileMutant(std::move(def), subject);
      compiled += outcome == Outcome::Compiled;
      refused += outcome == Outcome::Refused;
      if (HasFailure())
        return;
    }
    EXPECT_GT(compiled, compiledBefore);
  }
  std::cout << compiled << " mutants compiled, " << refused
            << " refused after import\n";
}
