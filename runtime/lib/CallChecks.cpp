// Compares a call's arguments with the entry's descriptor and with each other.
#include "CallChecks.h"

#include "Instance.h"
#include "Shape.h"
#include "Strings.h"
#include "vf/ckpt/DType.h"

#include <algorithm>
#include <string>

using namespace vf;
using rt::MemoryRange;
using rt::Status;

static Status invalid(std::string message) {
  return Status(VF_INVALID_ARGUMENT, std::move(message));
}

static std::string quoted(const char *what, const char *name) {
  return std::string(what) + " '" + name + "'";
}

//===- One tensor ---------------------------------------------------------===//

/// The alignment that elements need: that of one component.
static int64_t elementAlignment(int32_t dtype) {
  if (dtype == VF_STRING)
    return alignof(vf_string);
  bool isComplex = dtype == VF_COMPLEX64 || dtype == VF_COMPLEX128;
  return ckpt::dtypeSize(dtype) / (isComplex ? 2 : 1);
}

static Status checkMemory(const char *what, const char *name,
                          const vf_arg &arg) {
  int64_t bytes = rt::tensorBytes(arg.dtype, arg.dims, arg.rank);
  if (bytes < 0)
    return invalid(quoted(what, name) + ": shape " +
                   rt::shapeText(arg.dims, arg.rank) +
                   " exceeds the address space");
  if (bytes == 0)
    return Status();
  if (!arg.data)
    return invalid(quoted(what, name) + ": no data for shape " +
                   rt::shapeText(arg.dims, arg.rank));
  if (arg.capacity < bytes)
    return invalid(quoted(what, name) + ": shape " +
                   rt::shapeText(arg.dims, arg.rank) + " has " +
                   std::to_string(bytes) + " bytes, but the buffer only " +
                   std::to_string(arg.capacity));
  if (reinterpret_cast<uintptr_t>(arg.data) % elementAlignment(arg.dtype) != 0)
    return invalid(quoted(what, name) + ": data is not aligned to " +
                   std::to_string(elementAlignment(arg.dtype)) + " bytes");
  if (arg.dtype != VF_STRING)
    return Status();
  return rt::checkStrings(quoted(what, name),
                          static_cast<const vf_string *>(arg.data),
                          bytes / rt::elementBytes(VF_STRING));
}

Status rt::checkTensor(const char *what, const char *name, const vf_arg &arg,
                       int32_t dtype, const int64_t *dims, int32_t rank) {
  if (arg.dtype != dtype)
    return invalid(quoted(what, name) + ": expected dtype " +
                   ckpt::dtypeName(dtype) + ", found " +
                   ckpt::dtypeName(arg.dtype));
  if (arg.rank < 0 || arg.rank > VF_MAX_RANK)
    return invalid(quoted(what, name) + ": rank " + std::to_string(arg.rank) +
                   " is not in [0, " + std::to_string(VF_MAX_RANK) + "]");
  // rank -1 is a variable of any shape.
  bool fits = rank < 0 ? rt::isStaticShape(arg.dims, arg.rank)
                       : rt::shapeFits(arg.dims, arg.rank, dims, rank);
  if (!fits)
    return invalid(quoted(what, name) + ": expected shape " +
                   (rank < 0 ? "of any sizes" : rt::shapeText(dims, rank)) +
                   ", found " + rt::shapeText(arg.dims, arg.rank));
  return checkMemory(what, name, arg);
}

//===- A call's arguments -------------------------------------------------===//

static Status checkCount(const vf_entry_desc &entry, const char *what,
                         int32_t expected, int32_t found, const void *array) {
  if (found != expected)
    return invalid(quoted("entry", entry.name) + ": expected " +
                   std::to_string(expected) + " " + what + ", found " +
                   std::to_string(found));
  if (found > 0 && !array)
    return invalid(quoted("entry", entry.name) + ": no " + what);
  return Status();
}

Status rt::CallChecks::checkSymbols(const vf_entry_desc &entry, int32_t feed,
                                    const vf_arg &arg) {
  for (int32_t i = 0; i < arg.rank; ++i) {
    int32_t symbol = entry.feeds[feed].symbols[i];
    if (symbol < 0)
      continue;
    SymbolUse &use = symbols[symbol];
    if (use.feed < 0)
      use = {feed, i, arg.dims[i]};
    if (use.size != arg.dims[i])
      return invalid(quoted("feed", entry.feeds[feed].name) + ": size " +
                     std::to_string(arg.dims[i]) + " of dimension " +
                     std::to_string(i) + " (" + entry.symbols[symbol] +
                     ") differs from size " + std::to_string(use.size) +
                     " of dimension " + std::to_string(use.dimension) +
                     " of feed '" + entry.feeds[use.feed].name + "'");
  }
  return Status();
}

Status rt::CallChecks::checkArguments(const vf_entry_desc &entry,
                                      const vf_arg *feeds, int32_t numFeeds,
                                      const vf_arg *fetches,
                                      int32_t numFetches) {
  if (Status status =
          checkCount(entry, "feeds", entry.num_feeds, numFeeds, feeds);
      !status.ok())
    return status;
  if (Status status =
          checkCount(entry, "fetches", entry.num_fetches, numFetches, fetches);
      !status.ok())
    return status;
  symbols.assign(entry.num_symbols, SymbolUse());
  for (int32_t i = 0; i < numFeeds; ++i) {
    const vf_tensor_desc &desc = entry.feeds[i];
    if (Status status = checkTensor("feed", desc.name, feeds[i], desc.dtype,
                                    desc.dims, desc.rank);
        !status.ok())
      return status;
    if (Status status = checkSymbols(entry, i, feeds[i]); !status.ok())
      return status;
  }
  for (int32_t i = 0; i < numFetches; ++i)
    if (entry.fetches[i].dtype != VF_STRING &&
        reinterpret_cast<uintptr_t>(fetches[i].data) %
                elementAlignment(entry.fetches[i].dtype) !=
            0)
      return invalid(
          quoted("fetch", entry.fetches[i].name) + ": data is not aligned to " +
          std::to_string(elementAlignment(entry.fetches[i].dtype)) + " bytes");
  return Status();
}

//===- Overlap ------------------------------------------------------------===//

static std::string describe(const vf_model_desc &model,
                            const vf_entry_desc &entry,
                            const MemoryRange &range) {
  switch (range.kind) {
  case MemoryRange::Kind::Variable:
    return quoted("variable", model.variables[range.index].name);
  case MemoryRange::Kind::Feed:
    return quoted("feed", entry.feeds[range.index].name);
  case MemoryRange::Kind::Fetch:
    return quoted("fetch", entry.fetches[range.index].name);
  }
  return "";
}

/// Two ranges of `sorted` that overlap, one of them a fetch; null if there are
/// none. One pass: of what began earlier only what reaches farthest matters.
static std::pair<const MemoryRange *, const MemoryRange *>
lookupClash(const std::vector<MemoryRange> &sorted) {
  const MemoryRange *feed = nullptr;
  const MemoryRange *fetch = nullptr;
  for (const MemoryRange &range : sorted) {
    bool isFetch = range.kind == MemoryRange::Kind::Fetch;
    if (fetch && fetch->overlaps(range))
      return {fetch, &range};
    if (isFetch && feed && feed->overlaps(range))
      return {&range, feed};
    const MemoryRange *&farthest = isFetch ? fetch : feed;
    if (!farthest || farthest->end < range.end)
      farthest = &range;
  }
  return {nullptr, nullptr};
}

Status rt::CallChecks::checkOverlap(const vf_instance &instance,
                                    const vf_entry_desc &entry,
                                    const vf_arg *feeds, const vf_arg *fetches,
                                    const std::vector<AlignedBuffer> &own) {
  auto add = [&](const void *data, int64_t bytes, MemoryRange::Kind kind,
                 int32_t index) {
    if (data && bytes > 0)
      ranges.emplace_back(data, bytes, kind, index);
  };
  ranges.clear();
  for (int32_t i = 0; i < entry.num_feeds; ++i)
    add(feeds[i].data,
        tensorBytes(feeds[i].dtype, feeds[i].dims, feeds[i].rank),
        MemoryRange::Kind::Feed, i);
  for (int32_t i = 0; i < entry.num_fetches; ++i) {
    // What the caller gives for strings is not written.
    if (entry.fetches[i].dtype == VF_STRING)
      continue;
    const vf_arg &fetch = fetches[i];
    bool isOwn = !fetch.data || fetch.data == own[i].data();
    add(isOwn ? own[i].data() : fetch.data,
        isOwn ? own[i].capacity() : fetch.capacity, MemoryRange::Kind::Fetch,
        i);
  }

  for (const MemoryRange &range : ranges)
    if (const MemoryRange *variable = lookupOverlap(instance.ranges, range))
      return invalid(describe(instance.model, entry, range) +
                     ": its memory overlaps " +
                     describe(instance.model, entry, *variable));
  std::sort(ranges.begin(), ranges.end());
  auto [one, other] = lookupClash(ranges);
  if (one)
    return invalid(describe(instance.model, entry, *one) +
                   ": its memory overlaps " +
                   describe(instance.model, entry, *other));
  return Status();
}
