// Keeps a checkpoint loadable while a new one takes its names.
//
// A bundle is two files and no file system renames two at once. So before the
// first rename the old data and index get second names,
// PREFIX.data-00000-of-00001.previous and PREFIX.index.previous, by hard links.
// While PREFIX.index still is the file PREFIX.index.previous, the new bundle is
// not there yet and the values of the old one are in the ".previous" data file,
// whatever has the data file's own name. Once the index has been renamed, the
// links mean nothing. So a crash at any instant leaves one bundle that a reader
// finds.
#ifndef VF_LIB_CKPT_REPLACEDBUNDLE_H
#define VF_LIB_CKPT_REPLACEDBUNDLE_H

#include "vf/ckpt/Status.h"

#include <cstdint>
#include <string>

namespace vf::ckpt {

/// The links of a bundle that is being replaced. The destructor removes them.
class ReplacedBundle {
public:
  /// Links the one-shard bundle `prefix`, durably. Where there is none, or the
  /// file system has no hard links, nothing is kept.
  explicit ReplacedBundle(std::string prefix);
  ReplacedBundle(const ReplacedBundle &) = delete;
  ReplacedBundle &operator=(const ReplacedBundle &) = delete;
  ~ReplacedBundle();

  /// After the data file was replaced and the index could not be: undoes the
  /// former.
  void putBack();

private:
  std::string prefix;
};

/// The file that holds the values of shard `shard` for the index that `prefix`
/// has now.
std::string currentDataFile(const std::string &prefix, int32_t shard,
                            int32_t shardCount);

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_REPLACEDBUNDLE_H
