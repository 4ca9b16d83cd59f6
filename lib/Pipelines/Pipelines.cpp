// The phases, each a list of passes with the reason for its order.
#include "vf/Pipelines/Pipelines.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Bufferization/Pipelines/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"
#include "nd/Transforms/Passes.h"
#include "vf/Conversion/MatmulLowering.h"
#include "vf/Conversion/NDToLinalg.h"
#include "vf/Conversion/ParallelLoops.h"
#include "vf/Conversion/StageToBuffers.h"
#include "vf/Conversion/VFToLLVM.h"
#include "vf/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::vf;

void mlir::vf::buildStatePipeline(OpPassManager &pm,
                                  const StatePipelineOptions &options) {
  // What import noted, before anything changes.
  pm.nest<EntryOp>().addPass(createCheckRaces({options.strictRaces}));
  // Before dead variables go, with their records.
  pm.addPass(createPartitionVariables());
  // Initializers become an entry first, so that all that follows serves them
  // too.
  pm.addPass(createResolveInitOrder());
  // Before reads are forwarded: what they become are reads and tests.
  pm.addPass(createExpandInitializedValues());
  pm.addPass(createCanonicalizerPass());
  auto &entry = pm.nest<EntryOp>();
  entry.addPass(createForwardState());
  entry.addPass(createCSEPass());
  // Branches no longer yield what forwarding reads behind them.
  entry.addPass(createCanonicalizerPass());
  // Everything behind works on the entry's own block.
  entry.addPass(createLiftChecks());
  entry.addPass(createShadowUpdates());
  // After forwarding, which decides which values are old where they are used.
  entry.addPass(createPreserveOldValues());
  entry.addPass(createHoistChecks());
  pm.addPass(createEliminateDeadVariables({options.dropSavedVariables}));
  auto &safeEntry = pm.nest<EntryOp>();
  safeEntry.addPass(createVerifyCommit());
  // While checks and values still stand in one block.
  safeEntry.addPass(nd::createVerifyShapeChecks());
}

void mlir::vf::buildStagePipeline(OpPassManager &pm,
                                  const StagePipelineOptions &options) {
  pm.nest<EntryOp>().addPass(createCutStages({options.maxStageOps}));
  pm.addPass(createFunctionalize());
  // The size arithmetic of all stages meets in the entry.
  auto &entry = pm.nest<EntryOp>();
  entry.addPass(createCanonicalizerPass());
  entry.addPass(createCSEPass());
  entry.addPass(createVerifyCommit());
}

void mlir::vf::buildTensorPipeline(OpPassManager &pm) {
  auto &core = pm.nest<ModuleOp>();
  auto &function = core.nest<func::FuncOp>();
  // No CSE before buffers: it would merge a value with one that an update
  // computes in its variable, and the empty tensors and zero fills of different
  // results. The entry has been through it.
  function.addPass(createCanonicalizerPass());
  function.addPass(createConvertNDToLinalg());
  function.addPass(createCanonicalizerPass());
  function.addPass(createFuseElementwise());
  function.addPass(createCanonicalizerPass());
}

void mlir::vf::buildBufferPipeline(OpPassManager &pm) {
  auto &core = pm.nest<ModuleOp>();
  // Lets updates be computed where they go.
  core.addPass(bufferization::createEmptyTensorEliminationPass());
  bufferization::OneShotBufferizePassOptions bufferize;
  bufferize.bufferizeFunctionBoundaries = true;
  bufferize.functionBoundaryTypeConversion =
      bufferization::LayoutMapOption::IdentityLayoutMap;
  core.addPass(bufferization::createOneShotBufferizePass(bufferize));
  auto &function = core.nest<func::FuncOp>();
  function.addPass(createCanonicalizerPass());
  // Before the results are dropped: afterwards a lost update cannot be seen.
  function.addPass(createVerifyInPlace());
  function.addPass(createLowerStageSignature());
  // Every size becomes arithmetic on index arguments, which the workspace's
  // size is computed from.
  function.addPass(memref::createResolveRankedShapeTypeResultDimsPass());
  function.addPass(createCanonicalizerPass());
  function.addPass(createCSEPass());
  core.addPass(createPlanWorkspace());
}

/// Loops, then control flow, then LLVM: the cores.
static void lowerCores(OpPassManager &core) {
  core.nest<func::FuncOp>().addPass(createLowerStridedCopies());
  // While a loop nest is one op; its parts are lowered as all functions are.
  core.addPass(createParallelizeLoops());
  auto &function = core.nest<func::FuncOp>();
  function.addPass(createLowerMatmul());
  function.addPass(createConvertLinalgToLoopsPass());
  core.addPass(memref::createFoldMemRefAliasOpsPass());
  core.addPass(createCSEPass());
  core.nest<func::FuncOp>().addPass(createLoopInvariantCodeMotionPass());
  core.addPass(memref::createExpandStridedMetadataPass());
  core.addPass(createLowerAffinePass());
  core.addPass(createSCFToControlFlowPass());
  // What divides, negates and measures becomes arithmetic on parts, some of it
  // math; the rest, structs.
  core.addPass(createConvertComplexToStandardPass());
  core.addPass(createConvertComplexToLLVMPass());
  core.addPass(createConvertMathToLLVMPass());
  core.addPass(createConvertMathToLibmPass());
  core.addPass(createConvertVectorToLLVMPass());
  core.addPass(createFinalizeMemRefToLLVMConversionPass());
  core.addPass(createArithToLLVMConversionPass());
  core.addPass(createConvertIndexToLLVMPass());
  core.addPass(createUBToLLVMConversionPass());
  core.addPass(createConvertControlFlowToLLVMPass());
  ConvertFuncToLLVMPassOptions functions;
  functions.useBarePtrCallConv = true;
  core.addPass(createConvertFuncToLLVMPass(functions));
  core.addPass(createConvertVFParallelToLLVM());
  core.addPass(createReconcileUnrealizedCastsPass());
  core.addPass(createCanonicalizerPass());
  core.addPass(createCSEPass());
}

void mlir::vf::buildTargetPipeline(OpPassManager &pm) {
  lowerCores(pm.nest<ModuleOp>());
  // The entries call what the cores have become.
  pm.addPass(createConvertVFToLLVM());
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
  pm.addPass(createCanonicalizerPass());
}

void mlir::vf::registerPassesAndPipelines() {
  registerVFTransformsPasses();
  nd::registerNDTransformsPasses();
  registerNDToLinalgPasses();
  registerMatmulLoweringPasses();
  registerParallelLoopsPasses();
  registerStageToBuffersPasses();
  registerVFToLLVMPasses();
  auto registerPhase = [](StringRef name, StringRef summary,
                          void (*build)(OpPassManager &)) {
    PassPipelineRegistration<>(name, summary, build);
  };
  PassPipelineRegistration<StatePipelineOptions>(
      "vf-state-pipeline", "Imported module to safe state form: phase 1",
      buildStatePipeline);
  PassPipelineRegistration<StagePipelineOptions>(
      "vf-stage-pipeline", "State form to functional cores: phase 2",
      buildStagePipeline);
  registerPhase("vf-tensor-pipeline", "Cores from nd to fused linalg: phase 3",
                buildTensorPipeline);
  registerPhase("vf-buffer-pipeline", "Cores to bare buffers: phase 4",
                buildBufferPipeline);
  registerPhase("vf-target-pipeline", "Everything to the LLVM dialect: phase 5",
                buildTargetPipeline);
}
