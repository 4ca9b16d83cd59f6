// The order of the calls below is the protocol: the links are removed before
// they are made, the index's first, and the index's link is the one that makes
// the data's count.
#include "ReplacedBundle.h"

#include "BundleNames.h"
#include "PosixFile.h"

#include <sys/stat.h>
#include <unistd.h>

namespace vf::ckpt {

static std::string previousName(const std::string &path) {
  return path + ".previous";
}

static bool isSameFile(const std::string &a, const std::string &b) {
  struct stat first, second;
  return ::stat(a.c_str(), &first) == 0 && ::stat(b.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static void removeLinks(const std::string &prefix) {
  ::unlink(previousName(indexFileName(prefix)).c_str());
  ::unlink(previousName(dataFileName(prefix, 0, 1)).c_str());
}

ReplacedBundle::ReplacedBundle(std::string prefix) : prefix(std::move(prefix)) {
  const std::string index = indexFileName(this->prefix);
  // An interrupted save may have left the old values under the second name
  // only: they are the ones to keep.
  const std::string data = currentDataFile(this->prefix, 0, 1);
  if (data != dataFileName(this->prefix, 0, 1))
    return;
  removeLinks(this->prefix);
  if (::link(index.c_str(), previousName(index).c_str()) == 0 &&
      ::link(data.c_str(), previousName(data).c_str()) == 0)
    // Losing the links with the power is no worse than not having them.
    (void)syncFolder(folderOf(index));
}

ReplacedBundle::~ReplacedBundle() { removeLinks(prefix); }

void ReplacedBundle::putBack() {
  const std::string data = dataFileName(prefix, 0, 1);
  if (::rename(previousName(data).c_str(), data.c_str()) != 0)
    ::unlink(data.c_str()); // nothing to go back to
}

std::string currentDataFile(const std::string &prefix, int32_t shard,
                            int32_t shardCount) {
  const std::string data = dataFileName(prefix, shard, shardCount);
  const std::string index = indexFileName(prefix);
  const bool replaced = shardCount == 1 &&
                        isSameFile(index, previousName(index)) &&
                        isRegularFile(previousName(data));
  return replaced ? previousName(data) : data;
}

} // namespace vf::ckpt
