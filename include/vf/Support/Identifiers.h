// Names as identifiers of C and C++: what a graph, an entry or a file is called
// need not be one.
#ifndef VF_SUPPORT_IDENTIFIERS_H
#define VF_SUPPORT_IDENTIFIERS_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace vf {

/// Whether `word` is a keyword of C++, which no entry, feed or fetch may be
/// called.
bool isReservedWord(llvm::StringRef word);

/// The identifier for a name: every character that no identifier has becomes
/// '_'; a name that begins with a digit gets a '_' before it, a keyword one
/// after it.
std::string toIdentifier(llvm::StringRef name);

} // namespace vf

#endif // VF_SUPPORT_IDENTIFIERS_H
