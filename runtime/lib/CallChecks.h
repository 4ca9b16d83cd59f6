// The checks of a call's arguments, before anything happens.
#ifndef VF_RT_LIB_CALLCHECKS_H
#define VF_RT_LIB_CALLCHECKS_H

#include "AlignedBuffer.h"
#include "MemoryRange.h"
#include "vf/rt/Status.h"
#include "vf/rt/vf.h"

#include <vector>

namespace vf::rt {

/// Keeps the memory that the checks need, so that they allocate only until they
/// have seen the largest call. Cost: n log n in the number of arguments, and a
/// binary search in the variables for each.
class CallChecks {
public:
  /// Numbers of arguments; dtype, rank, sizes, symbols and memory of each feed.
  Status checkArguments(const vf_entry_desc &entry, const vf_arg *feeds,
                        int32_t numFeeds, const vf_arg *fetches,
                        int32_t numFetches);

  /// That what the call writes is apart from all else: fetches from feeds,
  /// variables and each other, feeds from variables. Needs the state's lock.
  /// `own` is the context's memory, for fetches that the caller gives none.
  Status checkOverlap(const vf_instance &instance, const vf_entry_desc &entry,
                      const vf_arg *feeds, const vf_arg *fetches,
                      const std::vector<AlignedBuffer> &own);

private:
  /// Where a symbol's size was met first.
  struct SymbolUse {
    int32_t feed = -1;
    int32_t dimension = 0;
    int64_t size = 0;
  };

  Status checkSymbols(const vf_entry_desc &entry, int32_t feed,
                      const vf_arg &arg);

  std::vector<SymbolUse> symbols;
  std::vector<MemoryRange> ranges;
};

/// Checks one tensor that a caller gives: dtype, sizes, capacity, data and its
/// alignment. `what` begins the message, "feed 'x'".
Status checkTensor(const char *what, const char *name, const vf_arg &arg,
                   int32_t dtype, const int64_t *dims, int32_t rank);

} // namespace vf::rt

#endif // VF_RT_LIB_CALLCHECKS_H
