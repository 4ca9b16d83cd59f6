// Enumerations of the nd dialect.
#ifndef ND_ATTRS_TD
#define ND_ATTRS_TD

include "nd/IR/NDDialect.td"
include "mlir/IR/EnumAttr.td"

class ND_Enum<string name, string summary, list<I32EnumAttrCase> cases> : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::mlir::nd";
  let genSpecializedAttr = 0;
}
class ND_EnumAttr<I32EnumAttr enum, string mnemonic> : EnumAttr<ND_Dialect, enum, mnemonic>;

def ND_ComparisonEnum : ND_Enum<"Comparison", "how two values compare", [
  I32EnumAttrCase<"EQ", 0, "eq">, I32EnumAttrCase<"NE", 1, "ne">, I32EnumAttrCase<"LT", 2, "lt">,
  I32EnumAttrCase<"LE", 3, "le">, I32EnumAttrCase<"GT", 4, "gt">, I32EnumAttrCase<"GE", 5, "ge">]>;
def ND_ComparisonAttr : ND_EnumAttr<ND_ComparisonEnum, "comparison">;

def ND_ReductionEnum : ND_Enum<"Reduction", "how a reduction combines elements", [
  I32EnumAttrCase<"Sum", 0, "sum">, I32EnumAttrCase<"Prod", 1, "prod">, I32EnumAttrCase<"Max", 2, "max">,
  I32EnumAttrCase<"Min", 3, "min">, I32EnumAttrCase<"Mean", 4, "mean">, I32EnumAttrCase<"All", 5, "all">,
  I32EnumAttrCase<"Any", 6, "any">]>;
def ND_ReductionAttr : ND_EnumAttr<ND_ReductionEnum, "reduction">;

def ND_ExtremumEnum : ND_Enum<"Extremum", "which extremum an index reduction looks for", [
  I32EnumAttrCase<"Max", 0, "max">, I32EnumAttrCase<"Min", 1, "min">]>;
def ND_ExtremumAttr : ND_EnumAttr<ND_ExtremumEnum, "extremum">;

def ND_DistributionEnum : ND_Enum<"Distribution", "what a random op draws from", [
  I32EnumAttrCase<"Uniform", 0, "uniform">, I32EnumAttrCase<"Normal", 1, "normal">,
  I32EnumAttrCase<"TruncatedNormal", 2, "truncated_normal">]>;
def ND_DistributionAttr : ND_EnumAttr<ND_DistributionEnum, "distribution">;

def ND_CombinerEnum : ND_Enum<"Combiner", "how a scatter combines an element with its update", [
  I32EnumAttrCase<"Update", 0, "update">, I32EnumAttrCase<"Add", 1, "add">, I32EnumAttrCase<"Sub", 2, "sub">,
  I32EnumAttrCase<"Mul", 3, "mul">, I32EnumAttrCase<"Div", 4, "div">, I32EnumAttrCase<"Min", 5, "min">,
  I32EnumAttrCase<"Max", 6, "max">]>;
def ND_CombinerAttr : ND_EnumAttr<ND_CombinerEnum, "combiner">;

#endif // ND_ATTRS_TD
