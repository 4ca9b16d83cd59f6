// Writing and reporting of diagnostics: the one form, with colours only on a
// terminal.
#include "vf/Support/Diagnostics.h"

#include "llvm/Support/WithColor.h"

#include <cstdlib>

using namespace vf;
using llvm::raw_ostream;

Location Location::node(llvm::StringRef name, llvm::StringRef op) {
  Location location;
  location.name = name.str();
  location.op = op.str();
  location.isNode = true;
  return location;
}

Location Location::file(llvm::StringRef path) {
  Location location;
  location.name = path.str();
  return location;
}

std::string Location::str() const {
  if (name.empty() && !isNode)
    return "";
  if (!isNode)
    return "file '" + name + "'";
  std::string text = "node '" + name + "'";
  if (!op.empty())
    text += " (" + op + ")";
  return text;
}

bool vf::mayUseColors(const raw_ostream &os) {
  const char *noColor = std::getenv("NO_COLOR");
  return (!noColor || !*noColor) && os.is_displayed();
}

static llvm::StringRef severityName(Severity severity) {
  switch (severity) {
  case Severity::Error:
    return "error";
  case Severity::Warning:
    return "warning";
  case Severity::Remark:
    return "remark";
  }
  llvm_unreachable("unknown severity");
}

static raw_ostream::Colors severityColor(Severity severity) {
  switch (severity) {
  case Severity::Error:
    return raw_ostream::RED;
  case Severity::Warning:
    return raw_ostream::MAGENTA;
  case Severity::Remark:
    return raw_ostream::BLUE;
  }
  llvm_unreachable("unknown severity");
}

static void printLabel(raw_ostream &os, llvm::StringRef label,
                       raw_ostream::Colors color) {
  os.changeColor(color, /*Bold=*/true);
  os << label << ":";
  os.resetColor();
  os << " ";
}

void vf::print(raw_ostream &os, const Diagnostic &diagnostic) {
  printLabel(os, severityName(diagnostic.severity),
             severityColor(diagnostic.severity));
  std::string location = diagnostic.location.str();
  if (!location.empty())
    os << location << ": ";
  os << diagnostic.message << "\n";
  for (const AttachedLine &line : diagnostic.attached) {
    printLabel(os, line.isHint ? "hint" : "note",
               line.isHint ? raw_ostream::CYAN : raw_ostream::BLACK);
    os << line.text << "\n";
  }
}

static void printToStderr(const Diagnostic &diagnostic) {
  raw_ostream &os = llvm::errs();
  os.enable_colors(mayUseColors(os));
  print(os, diagnostic);
}

DiagnosticEngine::DiagnosticEngine() : handler(printToStderr) {}

void DiagnosticEngine::report(const Diagnostic &diagnostic) {
  errors += diagnostic.severity == Severity::Error;
  warnings += diagnostic.severity == Severity::Warning;
  handler(diagnostic);
}

InFlightDiagnostic::InFlightDiagnostic(DiagnosticEngine &engine,
                                       Severity severity, Location location)
    : engine(&engine) {
  diagnostic.severity = severity;
  diagnostic.location = std::move(location);
}

InFlightDiagnostic::InFlightDiagnostic(InFlightDiagnostic &&other)
    : engine(std::exchange(other.engine, nullptr)),
      diagnostic(std::move(other.diagnostic)) {}

InFlightDiagnostic::~InFlightDiagnostic() {
  if (engine)
    engine->report(diagnostic);
}

InFlightDiagnostic &InFlightDiagnostic::note(const llvm::Twine &text) & {
  diagnostic.attached.push_back({/*isHint=*/false, text.str()});
  return *this;
}

InFlightDiagnostic &InFlightDiagnostic::hint(const llvm::Twine &text) & {
  diagnostic.attached.push_back({/*isHint=*/true, text.str()});
  return *this;
}

InFlightDiagnostic vf::emitError(DiagnosticEngine &engine, Location location) {
  return InFlightDiagnostic(engine, Severity::Error, std::move(location));
}

InFlightDiagnostic vf::emitWarning(DiagnosticEngine &engine,
                                   Location location) {
  return InFlightDiagnostic(engine, Severity::Warning, std::move(location));
}

InFlightDiagnostic vf::emitRemark(DiagnosticEngine &engine, Location location) {
  return InFlightDiagnostic(engine, Severity::Remark, std::move(location));
}
