// What the import's tests share: a module imported from a graph written as
// text, verified and printed, with the diagnostics of its import.
#ifndef VF_TEST_UNIT_IMPORT_IMPORTTESTING_H
#define VF_TEST_UNIT_IMPORT_IMPORTTESTING_H

#include "../Graph/GraphTesting.h"

#include "vf/Import/Import.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"

namespace vf::test {

inline const OpRegistry &importRegistry() {
  static const auto ops = [] {
    auto registry = std::make_unique<OpRegistry>();
    registerLowerings(*registry);
    return registry;
  }();
  return *ops;
}

struct Imported {
  std::string ir; ///< "" if the import failed
  std::string diagnostics;

  /// How often `text` stands in the module.
  unsigned count(llvm::StringRef text) const {
    return llvm::StringRef(ir).count(text);
  }
};

/// Imports; what is imported must be valid.
inline Imported importEntries(const MetaGraph &metaGraph,
                              const std::vector<std::string> &entries,
                              const std::vector<std::string> &shapes = {}) {
  Collected collected;
  std::vector<EntrySpec> specs;
  for (const std::string &entry : entries) {
    auto spec = parseEntrySpec(entry, collected.engine);
    if (succeeded(spec))
      specs.push_back(*spec);
  }
  ImportOptions options;
  for (const std::string &shape : shapes) {
    auto spec = parseShapeSpec(shape, collected.engine);
    if (succeeded(spec))
      options.shapes.push_back(*spec);
  }
  EXPECT_EQ(collected.str(), "") << "the test's command line is wrong";

  mlir::MLIRContext context;
  auto module =
      importModule(context, metaGraph, specs, options, collected.engine);
  Imported imported;
  imported.diagnostics = collected.str();
  if (!module) {
    EXPECT_GT(collected.engine.numErrors(), 0u) << "failed without a word";
    return imported;
  }
  EXPECT_EQ(collected.engine.numErrors(), 0u);
  EXPECT_TRUE(mlir::succeeded(mlir::verify(*module)));
  llvm::raw_string_ostream os(imported.ir);
  module->print(os);
  return imported;
}

inline MetaGraph loadForImport(const std::string &path) {
  Collected collected;
  auto metaGraph = loadMetaGraph(path, {}, importRegistry(), collected.engine);
  EXPECT_EQ(collected.str(), "") << path;
  return failed(metaGraph) ? MetaGraph() : std::move(*metaGraph);
}

/// Imports a GraphDef that is given as text.
inline Imported importGraph(const std::string &text,
                            const std::vector<std::string> &entries,
                            const std::vector<std::string> &shapes = {}) {
  auto def = std::make_unique<tf::MetaGraphDef>();
  def->set_allocated_graph_def(parseGraphDef(text).release());
  // Since this version a shape without sizes is a scalar's.
  def->mutable_graph_def()->mutable_versions()->set_producer(24);
  Collected collected;
  auto metaGraph = buildMetaGraph(std::move(def), importRegistry(), "test.meta",
                                  collected.engine);
  EXPECT_EQ(collected.str(), "");
  if (failed(metaGraph))
    return {};
  return importEntries(*metaGraph, entries, shapes);
}

// Nodes, beyond what GraphTesting.h writes.

/// "2 3" is [2,3], "?" an unknown size, "" a scalar.
inline std::string shapeText(const std::string &sizes) {
  llvm::SmallVector<llvm::StringRef, 4> words;
  llvm::StringRef(sizes).split(words, ' ', -1, /*KeepEmpty=*/false);
  std::string text;
  for (llvm::StringRef word : words)
    text += "dim { size: " + (word == "?" ? "-1" : word.str()) + " } ";
  return text;
}

inline std::string input(const std::string &name, const std::string &sizes,
                         const std::string &type = "FLOAT") {
  return "node { name: '" + name +
         "' op: 'Placeholder' attr { key: 'dtype' value { type: DT_" + type +
         " } } attr { key: 'shape' value { shape { " + shapeText(sizes) +
         "} } } }\n";
}

/// `values` is text such as "float_val: 1 float_val: 2".
inline std::string constant(const std::string &name, const std::string &type,
                            const std::string &sizes,
                            const std::string &values) {
  return "node { name: '" + name +
         "' op: 'Const' attr { key: 'dtype' value { type: DT_" + type +
         " } } attr { key: 'value' value { tensor { dtype: DT_" + type +
         " tensor_shape { " + shapeText(sizes) + "} " + values + " } } } }\n";
}

inline std::string number(const std::string &name, const std::string &value) {
  return constant(name, "FLOAT", "", "float_val: " + value);
}

inline std::string ints(const std::string &name,
                        const std::vector<int> &values) {
  std::string text;
  for (int value : values)
    text += "int_val: " + std::to_string(value) + " ";
  return constant(name, "INT32", std::to_string(values.size()), text);
}

/// A variable by reference with its read `name`/read, and an initializer that
/// fills it with `value`.
inline std::string refVariable(const std::string &name,
                               const std::string &sizes,
                               const std::string &value = "0") {
  return "node { name: '" + name +
         "' op: 'VariableV2' attr { key: 'dtype' value { type: DT_FLOAT } } "
         "attr { key: 'shape' value { shape { " +
         shapeText(sizes) + "} } } }\n" +
         constant(name + "/initial_value", "FLOAT", sizes,
                  "float_val: " + value) +
         node(name + "/Assign", "Assign", name + " " + name + "/initial_value",
              "T=FLOAT") +
         node(name + "/read", "Identity", name, "T=FLOAT");
}

inline std::string resourceVariable(const std::string &name,
                                    const std::string &sizes) {
  return "node { name: '" + name +
         "' op: 'VarHandleOp' attr { key: 'dtype' value { type: DT_FLOAT } } "
         "attr { key: 'shape' value { shape { " +
         shapeText(sizes) + "} } } }\n";
}

} // namespace vf::test

#endif // VF_TEST_UNIT_IMPORT_IMPORTTESTING_H
