// The dialects that a compile passes through, with what the passes need to know
// of them.
#ifndef VF_PIPELINES_DIALECTS_H
#define VF_PIPELINES_DIALECTS_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace mlir::vf {

/// Registers them, and the external models of bufferization.
void registerDialects(DialectRegistry &registry);

} // namespace mlir::vf

#endif // VF_PIPELINES_DIALECTS_H
