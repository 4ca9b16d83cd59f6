// Two-phase restore: all checks first, with one report, then all values.
#include "vf/ckpt/Restore.h"

#include "vf/ckpt/DType.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace vf::ckpt {

/// `slice`, or all of a tensor of `spec` where it is empty.
static TensorSlice sliceOrWhole(const TensorSlice &slice,
                                const TensorSpec &spec) {
  return slice.empty() ? wholeSlice(spec.dims) : slice;
}

/// What the key's entry says, without a look at the values.
static Status checkItem(CheckpointReader &reader, const RestoreItem &item) {
  const TensorEntry *entry = reader.lookup(item.key);
  if (!entry)
    return Status(VF_NOT_FOUND, "Key " + item.key + " not found in checkpoint");
  if (entry->spec.dtype != item.spec.dtype)
    return Status(VF_INVALID_ARGUMENT, "tensor_name = " + item.key +
                                           "; expected dtype " +
                                           dtypeName(item.spec.dtype) +
                                           " does not equal original dtype " +
                                           dtypeName(entry->spec.dtype));
  if (entry->spec.dims != item.spec.dims)
    return Status(VF_INVALID_ARGUMENT,
                  "tensor_name = " + item.key + "; expected shape " +
                      shapeText(item.spec.dims) + ", found " +
                      shapeText(entry->spec.dims));
  return Status();
}

/// Reads strings, which have no other place to go to.
static Status readStrings(CheckpointReader &reader, const RestoreItem &item) {
  StatusOr<StringValues> values = reader.readStrings(*reader.lookup(item.key));
  if (values.ok())
    *item.strings = std::move(*values);
  return values.status();
}

/// The items that are parts of one tensor.
using ItemsOfKey = std::vector<const RestoreItem *>;

/// One problem is enough to refuse an item; the first that is found, cheapest
/// check first. A tensor's checksums are verified once.
static void checkItems(CheckpointReader &reader, const ItemsOfKey &items,
                       std::vector<Status> &problems) {
  const TensorEntry *entry = nullptr;
  std::vector<TensorSlice> wanted;
  for (const RestoreItem *item : items) {
    Status status = checkItem(reader, *item);
    if (status.ok() && item->strings)
      status = readStrings(reader, *item);
    if (!status.ok()) {
      problems.push_back(std::move(status));
      continue;
    }
    if (item->strings)
      continue;
    entry = reader.lookup(item->key);
    wanted.push_back(sliceOrWhole(item->slice, item->spec));
  }
  if (!entry)
    return;
  if (Status status = reader.verify(*entry, wanted); !status.ok())
    problems.push_back(std::move(status));
}

static int gravity(vf_code code) {
  switch (code) {
  case VF_DATA_LOSS:
    return 3;
  case VF_NOT_FOUND:
    return 2;
  case VF_INVALID_ARGUMENT:
    return 1;
  default:
    return 0;
  }
}

static Status report(const std::string &prefix,
                     const std::vector<Status> &problems) {
  const std::string checkpoint = "cannot restore checkpoint '" + prefix + "'";
  if (problems.size() == 1)
    return problems.front().withContext(checkpoint);
  const auto gravest = std::max_element(
      problems.begin(), problems.end(), [](const Status &a, const Status &b) {
        return gravity(a.code()) < gravity(b.code());
      });
  std::string text =
      checkpoint + ": " + std::to_string(problems.size()) + " problems";
  for (const Status &problem : problems)
    text += "\n  " + problem.message();
  return Status(gravest->code(), std::move(text));
}

/// The items by their keys, in the order in which each key is first wanted.
static std::vector<ItemsOfKey>
groupByKey(const std::vector<RestoreItem> &items) {
  std::vector<ItemsOfKey> groups;
  std::map<std::string_view, size_t> indices;
  for (const RestoreItem &item : items) {
    const auto [group, isNew] = indices.try_emplace(item.key, groups.size());
    if (isNew)
      groups.emplace_back();
    groups[group->second].push_back(&item);
  }
  return groups;
}

static Status readItems(CheckpointReader &reader, const ItemsOfKey &items) {
  std::vector<ReadTarget> targets;
  for (const RestoreItem *item : items)
    if (!item->strings)
      targets.push_back({sliceOrWhole(item->slice, item->spec),
                         sliceOrWhole(item->held, item->spec),
                         item->destination});
  if (targets.empty())
    return Status();
  return reader.read(*reader.lookup(items.front()->key), targets);
}

Status restoreAll(CheckpointReader &reader,
                  const std::vector<RestoreItem> &items) {
  const std::vector<ItemsOfKey> groups = groupByKey(items);
  std::vector<Status> problems;
  for (const ItemsOfKey &group : groups)
    checkItems(reader, group, problems);
  if (!problems.empty())
    return report(reader.prefix(), problems);
  for (const ItemsOfKey &group : groups)
    if (Status status = readItems(reader, group); !status.ok())
      return status.withContext("checkpoint '" + reader.prefix() +
                                "' changed while it was read");
  return Status();
}

} // namespace vf::ckpt
