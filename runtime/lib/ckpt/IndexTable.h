// The table of a bundle's index and of a V1 checkpoint's file: sorted records
// in a LevelDB table (blocks, index block, footer), each block with its own
// checksum. Both directions go through LevelDB's Table and TableBuilder.
#ifndef VF_LIB_CKPT_INDEXTABLE_H
#define VF_LIB_CKPT_INDEXTABLE_H

#include "PosixFile.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace vf::ckpt {

/// Called for each record; a failure ends the walk.
using RecordVisitor =
    std::function<Status(std::string_view key, std::string_view value)>;

/// An open table.
class TableReader {
public:
  /// Opens the table `file`, which must outlive the reader. DataLoss for a
  /// damaged file: each byte of a table is either covered by a checksum or has
  /// only one possible value, and both are checked when it is used.
  static StatusOr<TableReader> open(const PosixFile &file);

  TableReader(TableReader &&) noexcept;
  TableReader &operator=(TableReader &&) noexcept;
  ~TableReader();

  /// Visits every record in the order of keys.
  Status visitAll(const RecordVisitor &visit);
  /// Visits the record of `key`; NotFound without one. One block stays in
  /// memory: a walk in the order of keys reads each block once.
  Status visit(std::string_view key, const RecordVisitor &visit);

private:
  struct State;
  explicit TableReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

/// Visits every record of the table `file` in the order of keys.
Status readIndexTable(const PosixFile &file, const RecordVisitor &visit);

/// Appends a table to a file, as TensorFlow lays it out.
class TableWriter {
public:
  /// The file must outlive the writer.
  explicit TableWriter(PosixFile &file);
  ~TableWriter();

  /// Appends a record; keys must ascend.
  Status add(std::string_view key, std::string_view value);
  /// Completes the table. Once.
  Status finish();

private:
  struct State;
  std::unique_ptr<State> state;
};

/// Appends the table of `records` to `file`.
Status writeIndexTable(PosixFile &file,
                       const std::map<std::string, std::string> &records);

/// Whether `file` ends as a table does (a V1 checkpoint is one, too).
bool hasTableMagic(const PosixFile &file);

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_INDEXTABLE_H
