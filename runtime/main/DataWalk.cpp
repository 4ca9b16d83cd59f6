// Opens data files, cuts them into batches, reads and shuffles their rows.
#include "DataWalk.h"

#include "Shape.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <optional>

using namespace vf;
using rt::DataWalk;
using rt::Status;
using rt::StatusOr;

constexpr int64_t kDefaultBatch = 32;

static Status invalid(std::string message) {
  return Status(VF_INVALID_ARGUMENT, std::move(message));
}

//===- Opening ------------------------------------------------------------===//

/// Checks a file's sizes but the first, which the batch replaces.
static Status checkRowShape(const vf_tensor_desc &desc,
                            const std::vector<int64_t> &dims,
                            const std::string &path) {
  auto rank = static_cast<int32_t>(dims.size());
  bool fits =
      rank > 0 && desc.rank > 0 &&
      rt::shapeFits(dims.data() + 1, rank - 1, desc.dims + 1, desc.rank - 1);
  if (fits)
    return Status();
  if (desc.rank == 0)
    return invalid("feed '" + std::string(desc.name) +
                   "' is a scalar and cannot be fed in batches");
  std::vector<int64_t> expected(desc.dims, desc.dims + desc.rank);
  expected[0] = -1;
  return invalid("feed '" + std::string(desc.name) + "': expected shape " +
                 rt::shapeText(expected.data(), desc.rank) + ", found " +
                 rt::shapeText(dims.data(), rank) + " in '" + path + "'");
}

StatusOr<DataWalk::Column> DataWalk::openColumn(const vf_tensor_desc &desc,
                                                const Binding &binding,
                                                int64_t &rows) {
  if (desc.dtype == VF_STRING)
    return Status(VF_UNIMPLEMENTED,
                  "feed '" + std::string(desc.name) +
                      "': strings cannot be fed in batches\nhint: give --feed");
  std::string path =
      binding.value[0] == '@' ? binding.value.substr(1) : binding.value;
  StatusOr<NpyReader> reader = NpyReader::open(path, desc.dtype);
  if (!reader.ok())
    return reader.status().withContext("feed '" + std::string(desc.name) + "'");
  const std::vector<int64_t> &dims = reader->dims();
  if (Status status = checkRowShape(desc, dims, path); !status.ok())
    return status;
  Column column = {};
  column.feed = binding.index;
  column.rowBytes = tensorBytes(desc.dtype, dims.data() + 1, desc.rank - 1);
  column.rowElements = column.rowBytes / vf_dtype_size(desc.dtype);
  column.buffer.dtype = desc.dtype;
  column.buffer.dims = dims;
  rows = dims[0];
  bool hasRows = !reader->isFortranOrder() || dims.size() == 1;
  if (hasRows) {
    column.file = std::make_unique<NpyReader>(std::move(*reader));
    return column;
  }
  StatusOr<OwnedTensor> whole = readNpy(path, desc.dtype);
  if (!whole.ok())
    return whole.status();
  column.whole = std::move(*whole);
  return column;
}

/// The batch is the size that a feed's shape fixes, else what the user asked
/// for. A smaller last batch runs only where no shape fixes it.
Status DataWalk::chooseBatch(const vf_entry_desc &entry,
                             const RunOptions &options) {
  batch = options.batch.value_or(kDefaultBatch);
  bool isFixed = false;
  for (const Column &column : columns) {
    const vf_tensor_desc &feed = entry.feeds[column.feed];
    if (feed.dims[0] < 0)
      continue;
    if ((isFixed || options.batch) && feed.dims[0] != batch)
      return invalid("feed '" + std::string(feed.name) + "' takes batches of " +
                     std::to_string(feed.dims[0]) + ", not of " +
                     std::to_string(batch));
    batch = feed.dims[0];
    isFixed = true;
  }
  bool wholeBatches = isFixed || options.dropRemainder;
  batches = batch == 0 ? 0 : rows / batch;
  if (!wholeBatches && rows % batch != 0)
    ++batches;
  if (batches > 0)
    return Status();
  return invalid("the data has " + std::to_string(rows) +
                 " rows: not one batch of " + std::to_string(batch));
}

StatusOr<DataWalk> DataWalk::open(const vf_entry_desc &entry,
                                  const std::vector<Binding> &bindings,
                                  const RunOptions &options) {
  // Another stream than that of the random nodes, which begin at the seed.
  const std::optional<uint64_t> &seed = options.instance.seed;
  DataWalk walk(SeedSource(seed ? std::optional(~*seed) : std::nullopt));
  for (const Binding &binding : bindings) {
    const vf_tensor_desc &feed = entry.feeds[binding.index];
    int64_t rows = 0;
    StatusOr<Column> column = openColumn(feed, binding, rows);
    if (!column.ok())
      return column.status();
    if (!walk.columns.empty() && rows != walk.rows)
      return invalid("feed '" + std::string(feed.name) + "': its data has " +
                     std::to_string(rows) + " rows, but that of feed '" +
                     entry.feeds[walk.columns[0].feed].name + "' has " +
                     std::to_string(walk.rows));
    walk.rows = rows;
    walk.columns.push_back(std::move(*column));
  }
  if (Status status = walk.chooseBatch(entry, options); !status.ok())
    return status;
  for (Column &column : walk.columns) {
    std::vector<int64_t> dims = column.buffer.dims;
    dims[0] = std::min(walk.batch, walk.rows);
    StatusOr<OwnedTensor> buffer =
        OwnedTensor::create(column.buffer.dtype, dims);
    if (!buffer.ok())
      return buffer.status();
    column.buffer = std::move(*buffer);
  }
  walk.shuffle = options.shuffle;
  if (walk.shuffle) {
    walk.order.resize(walk.rows);
    std::iota(walk.order.begin(), walk.order.end(), int64_t(0));
  }
  return walk;
}

//===- Batches ------------------------------------------------------------===//

int64_t DataWalk::rowsOf(int64_t call) const {
  int64_t first = call % batches * batch;
  return std::min(batch, rows - first);
}

int64_t DataWalk::rowsBefore(int64_t calls) const {
  int64_t perEpoch = std::min(batches * batch, rows);
  // An epoch's only smaller batch is its last.
  return calls / batches * perEpoch + calls % batches * batch;
}

int64_t DataWalk::rowsLeftOut() const {
  return std::max<int64_t>(0, rows - batches * batch);
}

void DataWalk::reshuffle() {
  // Fisher and Yates; the upper half of the product is uniform in [0, i].
  for (size_t i = order.size(); i-- > 1;) {
    auto product = static_cast<unsigned __int128>(random.next()) * (i + 1);
    std::swap(order[i], order[static_cast<size_t>(product >> 64)]);
  }
}

Status DataWalk::readRows(Column &column, int64_t first, int64_t count,
                          char *out) {
  if (column.file)
    return column.file->read(first * column.rowElements,
                             count * column.rowElements, out);
  const auto *whole = static_cast<const char *>(column.whole.memory.data());
  std::memcpy(out, whole + first * column.rowBytes,
              static_cast<size_t>(count * column.rowBytes));
  return Status();
}

Status DataWalk::load(int64_t call, vf_arg *feeds) {
  int64_t position = call % batches;
  if (shuffle && position == 0)
    reshuffle();
  int64_t first = position * batch;
  int64_t count = rowsOf(call);
  for (Column &column : columns) {
    auto *out = static_cast<char *>(column.buffer.memory.data());
    // Unshuffled rows follow each other: one read.
    int64_t run = shuffle ? 1 : count;
    for (int64_t i = 0; i < count; i += run) {
      int64_t row = shuffle ? order[first + i] : first;
      if (Status status = readRows(column, row, run, out + i * column.rowBytes);
          !status.ok())
        return status;
    }
    column.buffer.dims[0] = count;
    feeds[column.feed] = column.buffer.arg();
  }
  return Status();
}

bool DataWalk::isPerRow(const vf_entry_desc &entry, const vf_tensor_desc &fetch,
                        const vf_arg &value, int64_t rows) const {
  if (value.rank == 0 || value.dims[0] != rows)
    return false;
  return std::any_of(columns.begin(), columns.end(), [&](const Column &column) {
    const vf_tensor_desc &feed = entry.feeds[column.feed];
    bool sameSymbol = feed.symbols[0] < 0 || fetch.symbols[0] < 0 ||
                      feed.symbols[0] == fetch.symbols[0];
    return feed.dims[0] == fetch.dims[0] && sameSymbol;
  });
}
