// Ops that draw random numbers: each node is a stream of its own.
#include "../Shapes/ShapeFunctions.h"
#include "OpBuilder.h"

using namespace vf;
using llvm::StringRef;

static OpBuilder random(OpRegistry &ops, StringRef name, StringRef signature) {
  return op(ops, name, signature).attr("seed", 0).attr("seed2", 0).stateful();
}

void vf::registerRandomOps(OpRegistry &ops) {
  for (StringRef name :
       {"RandomUniform", "RandomStandardNormal", "TruncatedNormal"})
    random(ops, name, "shape: T -> output: dtype")
        .shape(shapes::givenByInput0)
        .type("dtype", types::floating)
        .type("T", types::index);
  random(ops, "RandomUniformInt",
         "shape: T, minval: Tout, maxval: Tout -> output: Tout")
      .shape(shapes::givenByInput0)
      .type("Tout", types::index)
      .type("T", types::index);
  random(ops, "RandomShuffle", "value: T -> output: T")
      .shape(shapes::unary)
      .type("T");
  random(ops, "Multinomial",
         "logits: T, num_samples: int32 -> output: output_dtype")
      .shape(shapes::multinomial)
      .type("T", types::real)
      .type("output_dtype", types::index, DataType::Int64);
}
