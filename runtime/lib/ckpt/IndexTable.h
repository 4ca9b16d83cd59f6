// The table of a bundle's index: sorted records in a LevelDB table (blocks,
// index block, footer), each block with its own checksum. Both directions go
// through LevelDB's Table and TableBuilder.
#ifndef VF_LIB_CKPT_INDEXTABLE_H
#define VF_LIB_CKPT_INDEXTABLE_H

#include "PosixFile.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace vf::ckpt {

/// Called for each record; a failure ends the walk.
using RecordVisitor =
    std::function<Status(std::string_view key, std::string_view value)>;

/// Visits every record of the table `file` in the order of keys. DataLoss for a
/// damaged file: each byte of a table is either covered by a checksum or has
/// only one possible value, and both are checked.
Status readIndexTable(const PosixFile &file, const RecordVisitor &visit);

/// Appends the table of `records` to `file`, as TensorFlow lays it out.
Status writeIndexTable(PosixFile &file,
                       const std::map<std::string, std::string> &records);

/// Whether `file` ends as a table does (a V1 checkpoint is one, too).
bool hasTableMagic(const PosixFile &file);

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_INDEXTABLE_H
