// vf-opt: runs passes over textual IR. All upstream dialects and passes are
// there too, since a dump of any phase of the compiler has to load.
#include "nd/IR/NDDialect.h"
#include "vf/IR/VFDialect.h"
#include "vf/Pipelines/Pipelines.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  mlir::registerAllPasses();
  mlir::vf::registerPassesAndPipelines();
  registry.insert<mlir::nd::NDDialect, mlir::vf::VFDialect>();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "VarFlow optimizer driver\n", registry));
}
