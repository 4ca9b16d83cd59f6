// Two-phase restore: all checks first, with one report, then all values.
#include "vf/ckpt/Restore.h"

#include "vf/ckpt/DType.h"

#include <algorithm>

namespace vf::ckpt {

/// One problem is enough to refuse an item; the first that is found, cheapest
/// check first.
static Status checkItem(BundleReader &reader, const RestoreItem &item) {
  const BundleEntry *entry = reader.lookup(item.key);
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
  return reader.verify(*entry);
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

Status restoreAll(BundleReader &reader, const std::vector<RestoreItem> &items) {
  std::vector<Status> problems;
  for (const RestoreItem &item : items)
    if (Status status = checkItem(reader, item); !status.ok())
      problems.push_back(std::move(status));
  if (!problems.empty())
    return report(reader.prefix(), problems);
  for (const RestoreItem &item : items)
    if (Status status = reader.read(*reader.lookup(item.key), item.destination);
        !status.ok())
      return status.withContext("checkpoint '" + reader.prefix() +
                                "' changed while it was read");
  return Status();
}

} // namespace vf::ckpt
