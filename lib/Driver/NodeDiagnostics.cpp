// Locations are NameLocs of nodes, possibly fused.
#include "NodeDiagnostics.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"

using namespace vf;

/// The first name in a location, or "".
static llvm::StringRef findNodeName(mlir::Location location) {
  llvm::StringRef name;
  location->walk([&](mlir::Location inner) {
    auto named = llvm::dyn_cast<mlir::NameLoc>(inner);
    if (!named)
      return mlir::WalkResult::advance();
    name = named.getName().getValue();
    return mlir::WalkResult::interrupt();
  });
  return name;
}

/// The first place in a file that a location has.
static Location describePlace(mlir::Location location) {
  auto place = location->findInstanceOf<mlir::FileLineColLoc>();
  if (!place)
    return Location();
  return Location::file((place.getFilename().getValue() + ":" +
                         llvm::Twine(place.getLine()) + ":" +
                         llvm::Twine(place.getColumn()))
                            .str());
}

NodeDiagnosticHandler::NodeDiagnosticHandler(mlir::MLIRContext &context,
                                             const Graph *graph,
                                             DiagnosticEngine &diagnostics)
    : graph(graph), diagnostics(diagnostics),
      scope(&context, [this](mlir::Diagnostic &diagnostic) {
        return handle(diagnostic);
      }) {}

Location NodeDiagnosticHandler::describe(mlir::Location location) const {
  llvm::StringRef name = findNodeName(location);
  if (name.empty())
    return describePlace(location);
  const Node *node = graph ? graph->lookup(name) : nullptr;
  return node ? node->location() : Location::node(name, "");
}

static Severity convertSeverity(mlir::DiagnosticSeverity severity) {
  switch (severity) {
  case mlir::DiagnosticSeverity::Error:
    return Severity::Error;
  case mlir::DiagnosticSeverity::Warning:
    return Severity::Warning;
  default:
    return Severity::Remark;
  }
}

mlir::LogicalResult
NodeDiagnosticHandler::handle(mlir::Diagnostic &diagnostic) {
  Diagnostic converted;
  converted.severity = convertSeverity(diagnostic.getSeverity());
  converted.location = describe(diagnostic.getLocation());
  converted.message = diagnostic.str();
  for (mlir::Diagnostic &note : diagnostic.getNotes()) {
    std::string place = describe(note.getLocation()).str();
    converted.attached.push_back(
        {false, place.empty() ? note.str() : place + ": " + note.str()});
  }
  diagnostics.report(converted);
  return mlir::success();
}
