// LevelDB's table over our files.
//
// LevelDB trusts the footer and ignores the metaindex block where no filter is
// used, so both are checked here first: the footer must be the canonical one
// for blocks that lie exactly as TensorFlow's writer puts them. Blocks may be
// compressed with Snappy; LevelDB decodes them.
#include "IndexTable.h"

#include "Crc32c.h"
#include "WireFormat.h"

#include <leveldb/env.h>
#include <leveldb/iterator.h>
#include <leveldb/options.h>
#include <leveldb/table.h>
#include <leveldb/table_builder.h>

#include <memory>
#include <new>

namespace vf::ckpt {

static constexpr size_t kFooterBytes = 48;
// After each block: the compression type and the masked checksum.
static constexpr size_t kTrailerBytes = 5;
static constexpr size_t kBlockTargetBytes = 262144;
// The metaindex block of a table without filters: no entry and one restart
// point at 0, followed by the type 0.
static constexpr size_t kEmptyBlockBytes = 8;
static constexpr std::string_view kEmptyBlock("\0\0\0\0\1\0\0\0\0",
                                              kEmptyBlockBytes + 1);
static constexpr std::string_view kMagic("\x57\xfb\x80\x8b\x24\x75\x47\xdb", 8);

namespace {

/// Where a block lies, without its trailer.
struct BlockHandle {
  uint64_t offset = 0;
  uint64_t size = 0;
};

/// LevelDB's view of an open file. A range outside the file is refused before
/// it is read, whatever the table claims.
class TableSource : public leveldb::RandomAccessFile {
public:
  TableSource(const PosixFile &file, uint64_t size) : file(file), size(size) {}

  leveldb::Status Read(uint64_t offset, size_t count, leveldb::Slice *result,
                       char *scratch) const override {
    *result = leveldb::Slice();
    if (count < kTrailerBytes || offset > size || count > size - offset)
      return leveldb::Status::Corruption("block outside of the file");
    if (Status status =
            file.readAt(static_cast<int64_t>(offset), scratch, count);
        !status.ok())
      return leveldb::Status::Corruption(status.message());
    *result = leveldb::Slice(scratch, count);
    return leveldb::Status::OK();
  }

private:
  const PosixFile &file;
  uint64_t size;
};

/// LevelDB's way to write to a file of ours. It passes on the text of a
/// failure; the code is kept here.
class TableSink : public leveldb::WritableFile {
public:
  explicit TableSink(PosixFile &file) : file(file) {}

  leveldb::Status Append(const leveldb::Slice &data) override {
    if (failure.ok())
      failure = file.append(data.data(), data.size());
    return failure.ok() ? leveldb::Status::OK()
                        : leveldb::Status::IOError(failure.message());
  }
  leveldb::Status Close() override { return leveldb::Status::OK(); }
  leveldb::Status Flush() override { return leveldb::Status::OK(); }
  leveldb::Status Sync() override { return leveldb::Status::OK(); }

  const Status &status() const { return failure; }

private:
  PosixFile &file;
  Status failure;
};

} // namespace

static std::string reading(const PosixFile &file) {
  return "cannot read the checkpoint file '" + file.path() + "'";
}

static Status damaged(const PosixFile &file, const std::string &what) {
  return Status(VF_DATA_LOSS, what).withContext(reading(file));
}

static bool takeHandle(std::string_view &text, BlockHandle &handle) {
  return takeVarint(text, handle.offset) && takeVarint(text, handle.size);
}

static std::string encodeFooter(const BlockHandle &metaindex,
                                const BlockHandle &index) {
  std::string footer;
  for (const BlockHandle &handle : {metaindex, index}) {
    appendVarint(footer, handle.offset);
    appendVarint(footer, handle.size);
  }
  footer.resize(kFooterBytes - kMagic.size());
  return footer += kMagic;
}

/// Where the index block lies. The size that the footer gives it decides the
/// whole footer, since metaindex block, index block and footer end the file in
/// this order.
static StatusOr<BlockHandle> readFooter(const PosixFile &file,
                                        uint64_t fileSize) {
  constexpr uint64_t fixedBytes =
      kEmptyBlockBytes + 2 * kTrailerBytes + kFooterBytes;
  if (fileSize < fixedBytes)
    return damaged(file, "file is too short to be an sstable");
  std::string footer(kFooterBytes, '\0');
  if (Status status = file.readAt(static_cast<int64_t>(fileSize - kFooterBytes),
                                  footer.data(), footer.size());
      !status.ok())
    return status;
  if (std::string_view(footer).substr(kFooterBytes - kMagic.size()) != kMagic)
    return damaged(file, "not an sstable (bad magic number)");
  BlockHandle metaindex, index;
  std::string_view handles(footer);
  if (!takeHandle(handles, metaindex) || !takeHandle(handles, index) ||
      index.size > fileSize - fixedBytes)
    return damaged(file, "bad footer");
  index.offset = fileSize - kFooterBytes - kTrailerBytes - index.size;
  metaindex = {index.offset - kTrailerBytes - kEmptyBlockBytes,
               kEmptyBlockBytes};
  if (footer != encodeFooter(metaindex, index))
    return damaged(file, "bad footer");
  return index;
}

/// The metaindex block, right before the index block, is empty: LevelDB does
/// not read it.
static Status checkMetaindex(const PosixFile &file, const BlockHandle &index) {
  std::string expected(kEmptyBlock);
  appendFixed32(expected,
                maskCrc(extendCrc32c(0, expected.data(), expected.size())));
  std::string stored(expected.size(), '\0');
  if (Status status =
          file.readAt(static_cast<int64_t>(index.offset - stored.size()),
                      stored.data(), stored.size());
      !status.ok())
    return status;
  return stored == expected ? Status() : damaged(file, "bad metaindex block");
}

static leveldb::Options tableOptions() {
  leveldb::Options options;
  options.paranoid_checks = true;
  options.block_size = kBlockTargetBytes;
  options.block_restart_interval = 16;
  options.compression = leveldb::kNoCompression;
  return options;
}

static std::string_view view(const leveldb::Slice &slice) {
  return {slice.data(), slice.size()};
}

//===- Reading ------------------------------------------------------------===//

struct TableReader::State {
  State(const PosixFile &file, uint64_t size)
      : file(file), source(file, size) {}

  const PosixFile &file;
  TableSource source;
  std::unique_ptr<leveldb::Table> table;
  std::unique_ptr<leveldb::Iterator> cursor; ///< of single lookups

  Status open(uint64_t size);
  std::unique_ptr<leveldb::Iterator> newIterator() const;
  Status visitAll(const RecordVisitor &visit) const;
  Status visit(std::string_view key, const RecordVisitor &visit);
};

Status TableReader::State::open(uint64_t size) {
  leveldb::Table *opened = nullptr;
  const leveldb::Status status =
      leveldb::Table::Open(tableOptions(), &source, size, &opened);
  table.reset(opened);
  return status.ok() ? Status() : damaged(file, status.ToString());
}

std::unique_ptr<leveldb::Iterator> TableReader::State::newIterator() const {
  leveldb::ReadOptions options;
  options.verify_checksums = true;
  return std::unique_ptr<leveldb::Iterator>(table->NewIterator(options));
}

Status TableReader::State::visitAll(const RecordVisitor &visit) const {
  const std::unique_ptr<leveldb::Iterator> it = newIterator();
  std::string previous;
  bool first = true;
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    if (!first && view(it->key()) <= previous)
      return damaged(file,
                     "keys are not in order at '" + it->key().ToString() + "'");
    if (Status status = visit(view(it->key()), view(it->value())); !status.ok())
      return status.withContext(reading(file));
    previous = it->key().ToString();
    first = false;
  }
  return it->status().ok() ? Status() : damaged(file, it->status().ToString());
}

Status TableReader::State::visit(std::string_view key,
                                 const RecordVisitor &visit) {
  if (!cursor)
    cursor = newIterator();
  cursor->Seek(leveldb::Slice(key.data(), key.size()));
  if (cursor->Valid() && view(cursor->key()) == key)
    return visit(key, view(cursor->value())).withContext(reading(file));
  const leveldb::Status status = cursor->status();
  if (status.ok())
    return Status(VF_NOT_FOUND, "there is no such record")
        .withContext(reading(file));
  cursor.reset(); // an iterator never forgets the damage that it has met
  return damaged(file, status.ToString());
}

/// LevelDB allocates what a block handle or a compressed block claims, before
/// it reads.
template <typename Action>
static Status withinMemory(const PosixFile &file, Action action) {
  try {
    return action();
  } catch (const std::bad_alloc &) {
    return damaged(file, "a block claims more bytes than there is memory");
  }
}

StatusOr<TableReader> TableReader::open(const PosixFile &file) {
  StatusOr<int64_t> bytes = file.size();
  if (!bytes.ok())
    return bytes.status();
  const auto size = static_cast<uint64_t>(*bytes);
  StatusOr<BlockHandle> index = readFooter(file, size);
  if (!index.ok())
    return index.status();
  if (Status status = checkMetaindex(file, *index); !status.ok())
    return status;
  auto state = std::make_unique<State>(file, size);
  if (Status status = withinMemory(file, [&] { return state->open(size); });
      !status.ok())
    return status;
  return TableReader(std::move(state));
}

TableReader::TableReader(std::unique_ptr<State> state)
    : state(std::move(state)) {}
TableReader::TableReader(TableReader &&) noexcept = default;
TableReader &TableReader::operator=(TableReader &&) noexcept = default;
TableReader::~TableReader() = default;

Status TableReader::visitAll(const RecordVisitor &visit) {
  return withinMemory(state->file, [&] { return state->visitAll(visit); });
}

Status TableReader::visit(std::string_view key, const RecordVisitor &visit) {
  return withinMemory(state->file, [&] { return state->visit(key, visit); });
}

Status readIndexTable(const PosixFile &file, const RecordVisitor &visit) {
  StatusOr<TableReader> table = TableReader::open(file);
  return table.ok() ? table->visitAll(visit) : table.status();
}

//===- Writing ------------------------------------------------------------===//

struct TableWriter::State {
  explicit State(PosixFile &file)
      : file(file), sink(file), builder(tableOptions(), &sink) {}

  PosixFile &file;
  TableSink sink;
  leveldb::TableBuilder builder;
  bool isFinished = false;

  /// The failure of the file, or LevelDB's own.
  Status outcome(const leveldb::Status &status) const {
    if (!sink.status().ok() || status.ok())
      return sink.status();
    return Status(VF_INTERNAL, "'" + file.path() + "': " + status.ToString());
  }
};

TableWriter::TableWriter(PosixFile &file)
    : state(std::make_unique<State>(file)) {}

TableWriter::~TableWriter() {
  if (!state->isFinished)
    state->builder.Abandon(); // or LevelDB asserts
}

Status TableWriter::add(std::string_view key, std::string_view value) {
  // TensorFlow gives a record of two blocks' size a block of its own.
  if (key.size() + value.size() >= 2 * kBlockTargetBytes)
    state->builder.Flush();
  state->builder.Add(leveldb::Slice(key.data(), key.size()),
                     leveldb::Slice(value.data(), value.size()));
  return state->outcome(state->builder.status());
}

Status TableWriter::finish() {
  state->isFinished = true;
  return state->outcome(state->builder.Finish());
}

Status writeIndexTable(PosixFile &file,
                       const std::map<std::string, std::string> &records) {
  TableWriter table(file);
  for (const auto &[key, value] : records)
    if (Status status = table.add(key, value); !status.ok())
      return status;
  return table.finish();
}

bool hasTableMagic(const PosixFile &file) {
  const StatusOr<int64_t> size = file.size();
  std::string magic(kMagic.size(), '\0');
  return size.ok() && *size >= static_cast<int64_t>(kFooterBytes) &&
         file.readAt(*size - static_cast<int64_t>(magic.size()), magic.data(),
                     magic.size())
             .ok() &&
         magic == kMagic;
}

} // namespace vf::ckpt
