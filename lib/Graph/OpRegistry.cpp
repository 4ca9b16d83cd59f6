// The registry: records by name, filled from the tables in Ops/.
#include "vf/Graph/OpRegistry.h"

#include "Ops/OpBuilder.h"
#include "vf/Graph/Graph.h"

#include "llvm/ADT/STLExtras.h"

using namespace vf;

static llvm::StringRef scalarKindName(AttrKind kind) {
  switch (kind) {
  case AttrKind::Int:
    return "int";
  case AttrKind::Float:
    return "float";
  case AttrKind::Bool:
    return "bool";
  case AttrKind::String:
    return "string";
  case AttrKind::Type:
    return "type";
  case AttrKind::Shape:
    return "shape";
  case AttrKind::Tensor:
    return "tensor";
  case AttrKind::Func:
    return "func";
  }
  llvm_unreachable("unknown attribute kind");
}

std::string AttrRecord::kindName() const {
  std::string name = scalarKindName(kind).str();
  return isList ? "list(" + name + ")" : name;
}

const AttrRecord *OpRecord::lookupAttr(llvm::StringRef attrName) const {
  auto attr = llvm::find_if(attrs, [attrName](const AttrRecord &attr) {
    return attr.name == attrName;
  });
  return attr == attrs.end() ? nullptr : &*attr;
}

static bool touchesStrings(const Node &node) {
  auto isString = [](DataType type) {
    return baseType(type) == DataType::String;
  };
  return llvm::any_of(node.inputTypes(), isString) ||
         llvm::any_of(node.outputTypes(), isString);
}

LoweringFn vf::lookupLowering(const Node &node) {
  return touchesStrings(node) ? node.record()->stringLowering
                              : node.record()->lowering;
}

bool vf::isSupported(const Node &node) {
  return node.record() &&
         (node.record()->role != OpRole::Compute || lookupLowering(node));
}

OpRegistry::OpRegistry() {
  registerArrayOps(*this);
  registerControlFlowOps(*this);
  registerIOOps(*this);
  registerMathOps(*this);
  registerNNOps(*this);
  registerRandomOps(*this);
  registerReductionOps(*this);
  registerStateOps(*this);
  registerTableOps(*this);
  registerTrainingOps(*this);
}

const OpRecord *OpRegistry::lookup(llvm::StringRef op) const {
  auto record = records.find(op);
  return record == records.end() ? nullptr : record->second.get();
}

std::vector<const OpRecord *> OpRegistry::allOps() const {
  std::vector<const OpRecord *> all;
  for (const auto &entry : records)
    all.push_back(entry.second.get());
  llvm::sort(all, [](const OpRecord *a, const OpRecord *b) {
    return a->name < b->name;
  });
  return all;
}

OpRecord &OpRegistry::add(llvm::StringRef op) {
  auto [record, isNew] = records.try_emplace(op, std::make_unique<OpRecord>());
  assert(isNew && "op registered twice");
  (void)isNew;
  record->second->name = op.str();
  return *record->second;
}

OpRecord &OpRegistry::get(llvm::StringRef op) {
  auto record = records.find(op);
  assert(record != records.end() && "lowering for an op without a record");
  return *record->second;
}

void OpRegistry::setLowering(llvm::StringRef op, LoweringFn lowering) {
  get(op).lowering = lowering;
}

void OpRegistry::setStringLowering(llvm::StringRef op, LoweringFn lowering) {
  get(op).stringLowering = lowering;
}
