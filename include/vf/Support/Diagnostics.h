// Diagnostics of the compiler above the IR: what is wrong, at which node or
// file, with notes and hints. Every message to a person has the one form of the
// command line's contract:
//
//   error: node 'gradients/x' (MatMul): expected ..., found ...
//   note: ...
//   hint: ...
//
// Whoever reports returns failure; callers only pass it on. Ours, not MLIR's:
// lib/Graph stands below MLIR.
#ifndef VF_SUPPORT_DIAGNOSTICS_H
#define VF_SUPPORT_DIAGNOSTICS_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/LogicalResult.h"
#include "llvm/Support/raw_ostream.h"

#include <functional>
#include <string>

namespace vf {

enum class Severity { Error, Warning, Remark };

/// What a diagnostic is about: a node of the graph, a file, or nothing in
/// particular (the command line).
class Location {
public:
  Location() = default;
  /// The node `name`, an instance of `op`; `op` may be empty.
  static Location node(llvm::StringRef name, llvm::StringRef op);
  static Location file(llvm::StringRef path);

  /// "node 'x' (MatMul)", "file 'model.meta'", or "".
  std::string str() const;

private:
  std::string name;
  std::string op;
  bool isNode = false;
};

/// One line below a diagnostic: a fact ("note: ...") or what to do about it
/// ("hint: ...").
struct AttachedLine {
  bool isHint;
  std::string text;
};

struct Diagnostic {
  Severity severity = Severity::Error;
  Location location;
  std::string message;
  llvm::SmallVector<AttachedLine, 1> attached;
};

/// Prints `diagnostic` in the one form. Colours if `os` has them enabled.
void print(llvm::raw_ostream &os, const Diagnostic &diagnostic);

/// Whether a stream's text may be coloured: it is a terminal and NO_COLOR is
/// unset or empty.
bool mayUseColors(const llvm::raw_ostream &os);

/// Hands diagnostics to a handler and counts them. Not thread-safe; one engine
/// serves one compile.
class DiagnosticEngine {
public:
  using Handler = std::function<void(const Diagnostic &)>;

  /// Prints to standard error.
  DiagnosticEngine();
  explicit DiagnosticEngine(Handler handler) : handler(std::move(handler)) {}
  DiagnosticEngine(const DiagnosticEngine &) = delete;
  DiagnosticEngine &operator=(const DiagnosticEngine &) = delete;

  void report(const Diagnostic &diagnostic);
  unsigned numErrors() const { return errors; }
  unsigned numWarnings() const { return warnings; }

private:
  Handler handler;
  unsigned errors = 0;
  unsigned warnings = 0;
};

/// A diagnostic being written; reported when it goes out of scope. Converts to
/// failure:
///   return emitError(diagnostics, location) << "expected 2 inputs, found " <<
///   count;
class InFlightDiagnostic {
public:
  InFlightDiagnostic(DiagnosticEngine &engine, Severity severity,
                     Location location);
  InFlightDiagnostic(InFlightDiagnostic &&other);
  InFlightDiagnostic &operator=(InFlightDiagnostic &&) = delete;
  ~InFlightDiagnostic();

  template <typename T>
  InFlightDiagnostic &operator<<(const T &value) & {
    llvm::raw_string_ostream(diagnostic.message) << value;
    return *this;
  }
  template <typename T>
  InFlightDiagnostic &&operator<<(const T &value) && {
    return std::move(*this << value);
  }

  InFlightDiagnostic &note(const llvm::Twine &text) &;
  InFlightDiagnostic &&note(const llvm::Twine &text) && {
    return std::move(note(text));
  }
  InFlightDiagnostic &hint(const llvm::Twine &text) &;
  InFlightDiagnostic &&hint(const llvm::Twine &text) && {
    return std::move(hint(text));
  }

  operator llvm::LogicalResult() const { return llvm::failure(); }
  template <typename T>
  operator llvm::FailureOr<T>() const {
    return llvm::failure();
  }

private:
  DiagnosticEngine *engine; // null once moved from
  Diagnostic diagnostic;
};

InFlightDiagnostic emitError(DiagnosticEngine &engine, Location location);
InFlightDiagnostic emitWarning(DiagnosticEngine &engine, Location location);
InFlightDiagnostic emitRemark(DiagnosticEngine &engine, Location location);

} // namespace vf

#endif // VF_SUPPORT_DIAGNOSTICS_H
