// Edit distance and the sentences made from it.
#include "Names.h"

#include <algorithm>
#include <numeric>

using namespace vf;

/// Insertions, deletions and replacements between `a` and `b`: one row of the
/// table at a time.
static size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t(0));
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      size_t replaced = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

static std::string quotedList(const std::vector<std::string_view> &names,
                              const char *lastSeparator) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0)
      text += i + 1 == names.size() ? lastSeparator : ", ";
    text += "'" + std::string(names[i]) + "'";
  }
  return text;
}

std::string rt::suggest(std::string_view name,
                        const std::vector<std::string_view> &candidates) {
  constexpr size_t kNearest = 3;
  constexpr size_t kFirst = 8;
  if (candidates.empty())
    return "";
  size_t limit = std::max<size_t>(2, name.size() / 3);
  // By distance, then as listed.
  std::vector<std::pair<size_t, size_t>> near;
  for (size_t i = 0; i < candidates.size(); ++i)
    if (size_t distance = editDistance(name, candidates[i]); distance <= limit)
      near.emplace_back(distance, i);
  std::sort(near.begin(), near.end());
  std::vector<std::string_view> names;
  for (size_t i = 0; i < std::min(near.size(), kNearest); ++i)
    names.push_back(candidates[near[i].second]);
  if (!names.empty())
    return "\nhint: did you mean " + quotedList(names, " or ") + "?";
  names.assign(candidates.begin(),
               candidates.begin() + std::min(candidates.size(), kFirst));
  return "\nhint: there are " + quotedList(names, " and ") +
         (candidates.size() > kFirst ? ", ..." : "");
}
