// The phases of a compile. vf-compile, vf-opt and in-process compilation call
// the same builders; docs/Pipeline.md shows the form of the IR between them.
#ifndef VF_PIPELINES_PIPELINES_H
#define VF_PIPELINES_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace mlir::vf {

struct StatePipelineOptions : public PassPipelineOptions<StatePipelineOptions> {
  Option<bool> dropSavedVariables{
      *this, "drop-saved-variables",
      llvm::cl::desc("Drop variables that only a Saver names"),
      llvm::cl::init(false)};
  Option<bool> strictRaces{
      *this, "strict-races",
      llvm::cl::desc("Refuse accesses whose order TensorFlow leaves open"),
      llvm::cl::init(false)};
};

struct StagePipelineOptions : public PassPipelineOptions<StagePipelineOptions> {
  Option<unsigned> maxStageOps{
      *this, "max-stage-ops",
      llvm::cl::desc("Ops in a stage at most (default: 50)"),
      llvm::cl::init(50)};
};

/// Imported module -> state form that is safe to run: initializers are an
/// entry, reads are merged, old values preserved, checks come first.
void buildStatePipeline(OpPassManager &pm, const StatePipelineOptions &options);
/// State form -> stage calls beside functional cores, still `nd`.
void buildStagePipeline(OpPassManager &pm, const StagePipelineOptions &options);
/// Cores on `nd` -> cores on linalg, fused. Runs on the model's module, as the
/// next two do.
void buildTensorPipeline(OpPassManager &pm);
/// Cores on linalg tensors -> functions on bare buffers, proved in place.
void buildBufferPipeline(OpPassManager &pm);
/// Everything -> the LLVM dialect.
void buildTargetPipeline(OpPassManager &pm);

/// Makes our passes and the phases known by name, for vf-opt's command line and
/// for the options that dump IR around a pass. The phases are
/// --vf-state-pipeline and so on.
void registerPassesAndPipelines();

} // namespace mlir::vf

#endif // VF_PIPELINES_PIPELINES_H
