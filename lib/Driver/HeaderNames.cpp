// What else stands in the scopes of a generated header: macros, the names of
// the binary interface, and the C library's, all of them beyond listing. So
// macros and the interface are told by how they are written, the library's
// functions by LLVM, which knows them; only the rest is listed.
#include "HeaderNames.h"

#include "vf/Support/Identifiers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/TargetParser/Triple.h"

using namespace vf;

/// Whether some header may define `name` as a macro. By convention these are in
/// capitals; a few of the system's are not, such as M_PIf. Single letters are
/// left alone.
static bool mayBeMacro(llvm::StringRef name) {
  static constexpr llvm::StringLiteral exceptions[] = {
      "L_ctermid", "L_cuserid",      "L_tmpnam", "P_tmpdir",
      "alloca",    "assert",         "errno",    "linux",
      "major",     "makedev",        "minor",    "math_errhandling",
      "offsetof",  "sched_priority", "setjmp",   "stderr",
      "stdin",     "stdout",         "unix",     "va_arg",
      "va_copy",   "va_end",         "va_start"};
  return name.starts_with("__") || name.starts_with("M_") ||
         (name.size() > 1 && llvm::none_of(name, llvm::isLower)) ||
         llvm::is_contained(exceptions, name);
}

std::string vf::toLocalName(llvm::StringRef name) {
  std::string identifier = toIdentifier(name);
  if (mayBeMacro(identifier) ||
      llvm::StringRef(identifier).starts_with_insensitive("vf_"))
    identifier += '_';
  return identifier;
}

/// Whether the C library declares `name` at global scope: a function, a type,
/// or one of the structs and variables of the headers that C++ builds on.
static bool isLibraryName(llvm::StringRef name) {
  static constexpr llvm::StringLiteral others[] = {
      "clock",  "daylight", "dup",     "environ", "gamma",    "itimerspec",
      "j0",     "j1",       "jn",      "kill",    "lconv",    "link",
      "main",   "nice",     "optarg",  "optind",  "pause",    "pipe",
      "raise",  "rand",     "random",  "select",  "sigevent", "signal",
      "sigval", "sleep",    "srand",   "std",     "sync",     "system",
      "time",   "timespec", "timeval", "timex",   "timezone", "tm",
      "uint",   "ulong",    "ushort",  "vf",      "y0",       "y1",
      "yn"};
  static const llvm::TargetLibraryInfoImpl library(
      llvm::Triple("x86_64-unknown-linux-gnu"));
  llvm::LibFunc function;
  return name.ends_with("_t") || llvm::is_contained(others, name) ||
         library.getLibFunc(name, function);
}

std::string vf::toNamespace(llvm::StringRef name) {
  std::string identifier = toLocalName(name);
  if (isLibraryName(identifier))
    identifier += '_';
  return identifier;
}

std::string HeaderScope::add(llvm::StringRef name) {
  std::string identifier = toLocalName(name);
  while (!taken.insert(identifier).second)
    identifier += '_';
  return identifier;
}
