// Names in a generated header: identifiers that mean nothing else where they
// stand. What would gets a '_' at its end.
#ifndef VF_LIB_DRIVER_HEADERNAMES_H
#define VF_LIB_DRIVER_HEADERNAMES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"

#include <string>

namespace vf {

/// A name for a parameter or a method: no macro's, which are in capitals by
/// convention, and none that the header itself uses.
std::string toLocalName(llvm::StringRef name);

/// A name for a namespace at global scope: one for a method, and none of the C
/// library's.
std::string toNamespace(llvm::StringRef name);

/// The names of one scope, all of them different.
class HeaderScope {
public:
  /// The local name for `name`, which no other of this scope has.
  std::string add(llvm::StringRef name);

private:
  llvm::StringSet<> taken;
};

} // namespace vf

#endif // VF_LIB_DRIVER_HEADERNAMES_H
