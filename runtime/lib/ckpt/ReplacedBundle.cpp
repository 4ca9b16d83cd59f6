// The order of the calls below is the protocol. PREFIX.previous.index is the
// last file to come and the first to go: where it is, its data file is its own.
#include "ReplacedBundle.h"

#include "BundleNames.h"
#include "PosixFile.h"

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace vf::ckpt {

static std::string previousPrefix(const std::string &prefix) {
  return prefix + ".previous";
}

//===- Content ------------------------------------------------------------===//

static StatusOr<bool> hasSameContent(const PosixFile &a, const PosixFile &b) {
  StatusOr<int64_t> size = a.size(), other = b.size();
  if (!size.ok() || !other.ok())
    return size.ok() ? other.status() : size.status();
  bool isSame = *size == *other;
  std::string first, second;
  for (int64_t at = 0; isSame && at < *size; at += kChunkBytes) {
    first.resize(static_cast<size_t>(std::min(kChunkBytes, *size - at)));
    second.resize(first.size());
    if (Status status = a.readAt(at, first.data(), first.size()); !status.ok())
      return status;
    if (Status status = b.readAt(at, second.data(), second.size());
        !status.ok())
      return status;
    isSame = first == second;
  }
  return isSame;
}

static Status appendContent(const PosixFile &source, PosixFile &target) {
  StatusOr<int64_t> size = source.size();
  if (!size.ok())
    return size.status();
  std::string chunk;
  for (int64_t at = 0; at < *size; at += kChunkBytes) {
    chunk.resize(static_cast<size_t>(std::min(kChunkBytes, *size - at)));
    if (Status status = source.readAt(at, chunk.data(), chunk.size());
        !status.ok())
      return status;
    if (Status status = target.append(chunk.data(), chunk.size()); !status.ok())
      return status;
  }
  return Status();
}

//===- Reading ------------------------------------------------------------===//

StatusOr<std::string> currentDataFile(const std::string &prefix,
                                      const PosixFile &index, int32_t shard,
                                      int32_t shardCount) {
  const std::string own = dataFileName(prefix, shard, shardCount);
  const std::string previous = previousPrefix(prefix);
  if (shardCount != 1 || !isRegularFile(indexFileName(previous)))
    return own;
  StatusOr<PosixFile> kept = PosixFile::openForReading(indexFileName(previous));
  if (!kept.ok()) // removed just now
    return own;
  StatusOr<bool> isPrevious = hasSameContent(index, *kept);
  if (!isPrevious.ok())
    return isPrevious.status();
  const std::string data = dataFileName(previous, 0, 1);
  return *isPrevious && isRegularFile(data) ? data : own;
}

//===- Replacing ----------------------------------------------------------===//

namespace {
/// The second prefix of a bundle that is being replaced.
class PreviousBundle {
public:
  explicit PreviousBundle(const std::string &prefix)
      : prefix(prefix), ownIndex(indexFileName(prefix)),
        ownData(dataFileName(prefix, 0, 1)),
        index(indexFileName(previousPrefix(prefix))),
        data(dataFileName(previousPrefix(prefix), 0, 1)) {}

  /// Makes it, durably. Where there is no bundle, nothing is kept.
  Status keep();
  /// The new bundle did not come: the old values get their name back, which
  /// something else has if `dataReplaced`.
  void putBack(bool dataReplaced);
  /// Returns whether there was something to remove.
  bool remove();

private:
  StatusOr<bool> keepData() const;

  std::string prefix, ownIndex, ownData, index, data;
  bool kept = false;
};
} // namespace

bool PreviousBundle::remove() {
  const bool hadIndex = ::unlink(index.c_str()) == 0;
  return ::unlink(data.c_str()) == 0 || hadIndex;
}

/// Writes what is in `source` to a new file `name`, durable but for its name.
static Status copyTo(const std::string &name, const PosixFile &source) {
  StatusOr<TemporaryFile> copy = TemporaryFile::create(name);
  if (!copy.ok())
    return copy.status();
  if (Status status = appendContent(source, copy->file()); !status.ok())
    return status;
  if (Status status = copy->file().syncAndClose(); !status.ok())
    return status;
  return copy->commit();
}

/// Whether link() fails with `error` where files cannot have a second name:
/// Linux says EPERM for a file system without hard links (FAT), others the
/// rest.
static bool isWithoutLinks(int error) {
  return error == EPERM || error == EOPNOTSUPP || error == ENOSYS;
}

/// Gives the data file its second name, or makes a copy of that name. Returns
/// whether there was a data file.
StatusOr<bool> PreviousBundle::keepData() const {
  if (::link(ownData.c_str(), data.c_str()) == 0)
    return true;
  const int error = errno;
  if (error == ENOENT)
    return false;
  if (!isWithoutLinks(error))
    return fileError("link", data, error);
  StatusOr<PosixFile> source = PosixFile::openForReading(ownData);
  if (!source.ok())
    return source.status();
  if (Status status = copyTo(data, *source); !status.ok())
    return status;
  return true;
}

Status PreviousBundle::keep() {
  StatusOr<PosixFile> source = PosixFile::openForReading(ownIndex);
  if (!source.ok())
    return source.status().code() == VF_NOT_FOUND ? Status() : source.status();
  StatusOr<std::string> current = currentDataFile(prefix, *source, 0, 1);
  if (!current.ok())
    return current.status();
  // An interrupted save may have left the old values under the second name
  // only: they are the ones to keep.
  kept = *current == data;
  if (kept)
    return Status();
  // Remains of an interrupted save must not meet the new index.
  if (remove())
    if (Status status = syncFolder(folderOf(prefix)); !status.ok())
      return status;
  StatusOr<bool> hasData = keepData();
  if (!hasData.ok() || !*hasData)
    return hasData.status();
  Status status = copyTo(index, *source);
  if (status.ok())
    status = syncFolder(folderOf(prefix));
  kept = status.ok();
  if (!kept)
    remove();
  return status;
}

void PreviousBundle::putBack(bool dataReplaced) {
  if (!kept && dataReplaced)
    ::unlink(ownData.c_str()); // nothing to go back to
  // Where the old name cannot be had, readers still find the second one.
  if (kept && ::rename(data.c_str(), ownData.c_str()) == 0)
    remove();
}

Status replaceBundle(const std::string &prefix, TemporaryFile &data,
                     TemporaryFile &index) {
  PreviousBundle previous(prefix);
  if (Status status = previous.keep(); !status.ok())
    return status;
  Status status = data.commit();
  const bool dataReplaced = status.ok();
  // The index must not reach the disk before the data file that it describes.
  if (status.ok())
    status = syncFolder(folderOf(prefix));
  if (status.ok())
    status = index.commit();
  if (!status.ok()) {
    previous.putBack(dataReplaced);
    return status;
  }
  status = syncFolder(folderOf(prefix));
  previous.remove();
  return status;
}

} // namespace vf::ckpt
