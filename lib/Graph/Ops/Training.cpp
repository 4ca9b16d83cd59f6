// Optimizer updates. Each has up to four spellings that differ only in how they
// name the variable and its slots (by reference or as a resource) and in
// whether the gradient is dense or comes with indices:
//
//   ApplyX  ResourceApplyX  SparseApplyX  ResourceSparseApplyX
//
// One table row describes all of them.
#include "../Shapes/ShapeFunctions.h"
#include "OpBuilder.h"

#include "llvm/ADT/StringExtras.h"

using namespace vf;
using llvm::StringRef;

namespace {
enum Forms : unsigned {
  DenseRef = 1,
  DenseResource = 2,
  SparseRef = 4,
  SparseResource = 8,
  Dense = DenseRef | DenseResource,
  Sparse = SparseRef | SparseResource,
  Resource = DenseResource | SparseResource,
  AllForms = Dense | Sparse,
};

struct Optimizer {
  StringRef name;
  unsigned forms;
  /// Variables: the trained one and the optimizer's slots.
  llvm::SmallVector<StringRef, 4> variables;
  /// The other inputs, in order; `gradient` is among them, and the indices of
  /// a sparse gradient follow it.
  llvm::SmallVector<StringRef, 8> inputs;
  /// A flag besides use_locking, empty if none, and its default.
  StringRef flag = "";
  bool flagDefault = false;
  StringRef gradient = "grad";
};
} // namespace

static const Optimizer optimizers[] = {
    {"GradientDescent", Dense, {"var"}, {"alpha", "delta"}, "", false, "delta"},
    {"ProximalGradientDescent",
     Dense,
     {"var"},
     {"alpha", "l1", "l2", "delta"},
     "",
     false,
     "delta"},
    {"ProximalGradientDescent", Sparse, {"var"}, {"alpha", "l1", "l2", "grad"}},
    {"Momentum",
     AllForms,
     {"var", "accum"},
     {"lr", "grad", "momentum"},
     "use_nesterov"},
    {"KerasMomentum",
     Resource,
     {"var", "accum"},
     {"lr", "grad", "momentum"},
     "use_nesterov"},
    {"Adam",
     Dense,
     {"var", "m", "v"},
     {"beta1_power", "beta2_power", "lr", "beta1", "beta2", "epsilon", "grad"},
     "use_nesterov"},
    {"Adagrad",
     AllForms,
     {"var", "accum"},
     {"lr", "grad"},
     "update_slots",
     true},
    {"AdagradV2",
     AllForms,
     {"var", "accum"},
     {"lr", "epsilon", "grad"},
     "update_slots",
     true},
    {"AdagradDA",
     AllForms,
     {"var", "gradient_accumulator", "gradient_squared_accumulator"},
     {"grad", "lr", "l1", "l2", "global_step"}},
    {"ProximalAdagrad", AllForms, {"var", "accum"}, {"lr", "l1", "l2", "grad"}},
    {"Adadelta",
     AllForms,
     {"var", "accum", "accum_update"},
     {"lr", "rho", "epsilon", "grad"}},
    {"RMSProp",
     AllForms,
     {"var", "ms", "mom"},
     {"lr", "rho", "momentum", "epsilon", "grad"}},
    {"CenteredRMSProp",
     AllForms,
     {"var", "mg", "ms", "mom"},
     {"lr", "rho", "momentum", "epsilon", "grad"}},
    {"Ftrl",
     AllForms,
     {"var", "accum", "linear"},
     {"grad", "lr", "l1", "l2", "lr_power"},
     "multiply_linear_by_lr"},
    {"FtrlV2",
     AllForms,
     {"var", "accum", "linear"},
     {"grad", "lr", "l1", "l2", "l2_shrinkage", "lr_power"},
     "multiply_linear_by_lr"},
};

static std::string signature(const Optimizer &optimizer, bool isSparse,
                             bool isResource) {
  std::vector<std::string> args;
  for (StringRef variable : optimizer.variables)
    args.push_back((variable + (isResource ? ": resource" : ": Ref(T)")).str());
  for (StringRef input : optimizer.inputs) {
    // The one input that counts steps; all others are of the variable's type.
    args.push_back(
        (input + (input == "global_step" ? ": int64" : ": T")).str());
    if (isSparse && input == optimizer.gradient)
      args.push_back("indices: Tindices");
  }
  return llvm::join(args, ", ") + (isResource ? " ->" : " -> out: Ref(T)");
}

static void registerForm(OpRegistry &ops, const Optimizer &optimizer,
                         bool isSparse, bool isResource) {
  std::string name = (llvm::Twine(isResource ? "Resource" : "") +
                      (isSparse ? "SparseApply" : "Apply") + optimizer.name)
                         .str();
  OpBuilder form =
      op(ops, name, signature(optimizer, isSparse, isResource))
          .shape(isSparse ? shapes::applySparse : shapes::applyDense)
          .type("T", types::numeric)
          .attr("use_locking", false)
          .updatesVariable();
  if (isSparse)
    form.type("Tindices", types::index);
  if (!optimizer.flag.empty())
    form.attr(optimizer.flag, optimizer.flagDefault);
  if (isResource)
    form.stateful();
}

void vf::registerTrainingOps(OpRegistry &ops) {
  for (const Optimizer &optimizer : optimizers) {
    if (optimizer.forms & DenseRef)
      registerForm(ops, optimizer, /*isSparse=*/false, /*isResource=*/false);
    if (optimizer.forms & DenseResource)
      registerForm(ops, optimizer, /*isSparse=*/false, /*isResource=*/true);
    if (optimizer.forms & SparseRef)
      registerForm(ops, optimizer, /*isSparse=*/true, /*isResource=*/false);
    if (optimizer.forms & SparseResource)
      registerForm(ops, optimizer, /*isSparse=*/true, /*isResource=*/true);
  }
}
