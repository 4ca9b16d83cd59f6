// Walks the first dimension of .npy files in batches.
//
// Rows are read into one buffer per file; nothing but a column-major file,
// which has no rows to read, is held whole.
#ifndef VF_RT_MAIN_DATAWALK_H
#define VF_RT_MAIN_DATAWALK_H

#include "Bindings.h"
#include "Generator.h"
#include "Npy.h"
#include "Options.h"

#include <memory>
#include <vector>

namespace vf::rt {

class DataWalk {
public:
  /// Opens the file of each binding for its feed of `entry`. All files must
  /// have the same number of rows.
  static StatusOr<DataWalk> open(const vf_entry_desc &entry,
                                 const std::vector<Binding> &bindings,
                                 const RunOptions &options);

  int64_t batchesPerEpoch() const { return batches; }
  /// Rows that no batch of an epoch has.
  int64_t rowsLeftOut() const;
  int64_t batchRows() const { return batch; }
  /// Rows of the `call`-th batch, and of the first `calls` batches together.
  int64_t rowsOf(int64_t call) const;
  int64_t rowsBefore(int64_t calls) const;

  /// Reads the batch of the `call`-th call (they are asked for in order) and
  /// points the feeds at it.
  Status load(int64_t call, vf_arg *feeds);

  /// Whether a result is one row per row of the batch, judged by the result of
  /// a first call with `rows` rows.
  bool isPerRow(const vf_entry_desc &entry, const vf_tensor_desc &fetch,
                const vf_arg &value, int64_t rows) const;

private:
  /// One feed and where its rows come from.
  struct Column {
    int32_t feed;
    std::unique_ptr<NpyReader> file; ///< null where `whole` has the rows
    OwnedTensor whole;
    OwnedTensor buffer; ///< room for one batch
    int64_t rowElements;
    int64_t rowBytes;
  };

  explicit DataWalk(SeedSource seeds) : random(seeds) {}

  static StatusOr<Column> openColumn(const vf_tensor_desc &desc,
                                     const Binding &binding, int64_t &rows);
  Status chooseBatch(const vf_entry_desc &entry, const RunOptions &options);
  Status readRows(Column &column, int64_t first, int64_t count, char *out);
  void reshuffle();

  std::vector<Column> columns;
  int64_t rows = 0; ///< of each file
  int64_t batch = 0;
  int64_t batches = 0;
  bool shuffle = false;
  std::vector<int64_t> order; ///< of the rows in this epoch, if shuffled
  SeedSource random;
};

} // namespace vf::rt

#endif // VF_RT_MAIN_DATAWALK_H
