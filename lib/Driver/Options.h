// vf-compile's command line.
#ifndef VF_LIB_DRIVER_OPTIONS_H
#define VF_LIB_DRIVER_OPTIONS_H

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace vf {

/// The forms that a compile can end in, in the order in which it reaches them.
enum class Emit { VF, Core, Linalg, LLVM, LL, Object, Static, Executable };

struct CompileOptions {
  std::string input;
  std::string output;
  std::vector<std::string> entries;
  std::vector<std::string> shapes;
  std::vector<std::string> partitions;
  std::vector<std::string> signatures;
  std::vector<std::string> tags;
  std::string saver; ///< empty: the graph's own
  Emit emit = Emit::Executable;
  std::string triple; ///< empty: the building machine's
  std::string cpu;    ///< empty: x86-64-v3 on x86-64, generic elsewhere
  unsigned optLevel = 2;
  bool list = false;
  bool json = false;
  bool dropUnusedVariables = false;
  bool strictRaces = false;
  bool timeReport = false;
  std::string reproducer; ///< the file for one; empty: none
  bool dumpPassPipeline = false;

  /// An option given that says what to compile of a graph; "" if there is none.
  llvm::StringRef findGraphOption() const;
  /// The model's name: the output's file name as an identifier.
  std::string modelName() const;
};

/// Parses the command line; prints help and version, and ends the process
/// there. Wrong usage ends the process with status 2.
CompileOptions parseOptions(int argc, char **argv);

} // namespace vf

#endif // VF_LIB_DRIVER_OPTIONS_H
