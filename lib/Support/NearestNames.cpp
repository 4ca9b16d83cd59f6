// Nearest names by edit distance, bounded so that each candidate costs little.
#include "vf/Support/NearestNames.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <optional>

using namespace vf;
using llvm::ArrayRef;
using llvm::StringRef;

static bool hasComponent(StringRef path, StringRef component) {
  while (!path.empty()) {
    auto [head, tail] = path.split('/');
    if (head.equals_insensitive(component))
      return true;
    path = tail;
  }
  return false;
}

/// How far `candidate` is from `name`; none if it is not worth suggesting. To
/// leave out a path's other components counts as one error.
static std::optional<unsigned> distance(StringRef name, StringRef candidate) {
  if (candidate.equals_insensitive(name))
    return 0;
  if (hasComponent(candidate, name))
    return 1;
  unsigned limit = std::max<size_t>(1, (name.size() + 2) / 3);
  size_t longer = std::max(name.size(), candidate.size());
  size_t shorter = std::min(name.size(), candidate.size());
  if (longer - shorter > limit)
    return std::nullopt;
  unsigned edits = candidate.edit_distance_insensitive(
      name, /*AllowReplacements=*/true, /*MaxEditDistance=*/limit);
  return edits <= limit ? std::optional(edits) : std::nullopt;
}

llvm::SmallVector<StringRef, 3> vf::nearestNames(StringRef name,
                                                 ArrayRef<StringRef> candidates,
                                                 unsigned count) {
  // Kept sorted and never longer than `count`.
  llvm::SmallVector<std::pair<unsigned, StringRef>, 4> nearest;
  for (StringRef candidate : candidates) {
    std::optional<unsigned> edits = distance(name, candidate);
    if (!edits)
      continue;
    auto position = llvm::upper_bound(
        nearest, *edits,
        [](unsigned value, const auto &entry) { return value < entry.first; });
    nearest.insert(position, {*edits, candidate});
    if (nearest.size() > count)
      nearest.pop_back();
  }
  return llvm::to_vector<3>(llvm::make_second_range(nearest));
}

std::string vf::quotedAlternatives(ArrayRef<StringRef> names) {
  std::string text;
  for (auto [i, name] : llvm::enumerate(names)) {
    if (i > 0)
      text += i + 1 == names.size() ? " or " : ", ";
    text += ("'" + name + "'").str();
  }
  return text;
}
