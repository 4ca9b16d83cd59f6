// "Did you mean": the names closest to one that was not found.
#ifndef VF_SUPPORT_NEARESTNAMES_H
#define VF_SUPPORT_NEARESTNAMES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace vf {

/// Up to `count` of `candidates`, nearest first: those a few typing errors away
/// from `name` (edit distance at most a third of its length, rounded up; letter
/// case free) and those that have it as a path component ("loss" finds
/// "train/loss"). Ties keep the candidates' order. One pass over the
/// candidates.
llvm::SmallVector<llvm::StringRef, 3>
nearestNames(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> candidates,
             unsigned count = 3);

/// "'a', 'b' or 'c'"; "" for an empty list.
std::string quotedAlternatives(llvm::ArrayRef<llvm::StringRef> names);

} // namespace vf

#endif // VF_SUPPORT_NEARESTNAMES_H
