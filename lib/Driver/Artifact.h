// What a compile leaves on disk: files written whole or not at all, static
// libraries, linked programs. Links are followed, special files written into.
#ifndef VF_LIB_DRIVER_ARTIFACT_H
#define VF_LIB_DRIVER_ARTIFACT_H

#include "vf/Support/Diagnostics.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/LogicalResult.h"

namespace vf {

/// Whether something stands at `path` that is no regular file: a device, a
/// pipe.
bool isSpecialFile(llvm::StringRef path);

/// Writes by temporary name and rename. "-" and "" mean standard output, whose
/// errors are flushStandardOutput's to report.
llvm::LogicalResult writeFile(llvm::StringRef path, llvm::StringRef content,
                              DiagnosticEngine &diagnostics);

/// Reports what could not be written to standard output.
llvm::LogicalResult flushStandardOutput(DiagnosticEngine &diagnostics);

/// Writes an archive of one object, the same bytes for the same object.
llvm::LogicalResult writeStaticLibrary(llvm::StringRef path,
                                       llvm::StringRef memberName,
                                       llvm::ArrayRef<char> object,
                                       DiagnosticEngine &diagnostics);

/// Links an object that has a main function with the runtime, which stands in
/// ../lib of the running program.
llvm::LogicalResult linkProgram(llvm::StringRef path,
                                llvm::ArrayRef<char> object,
                                DiagnosticEngine &diagnostics);

} // namespace vf

#endif // VF_LIB_DRIVER_ARTIFACT_H
