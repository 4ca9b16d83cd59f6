// Writes bundles: values go to the data file as they are added, the index
// follows when all are known.
#include "vf/ckpt/BundleWriter.h"

#include "BundleNames.h"
#include "BundleProtos.h"
#include "Crc32c.h"
#include "IndexTable.h"
#include "PosixFile.h"
#include "ReplacedBundle.h"
#include "TemporaryFile.h"

#include <algorithm>
#include <cerrno>
#include <map>
#include <sys/stat.h>

namespace vf::ckpt {

struct BundleWriter::State {
  State(std::string prefix, TemporaryFile data)
      : prefix(std::move(prefix)), data(std::move(data)) {}

  std::string prefix;
  TemporaryFile data;
  int64_t dataBytes = 0;
  std::map<std::string, std::string> records; ///< of the index
  Status failure; ///< the first one, which every later call repeats

  Status add(std::string_view key, const TensorSpec &spec, const void *bytes);
  StatusOr<uint32_t> append(const char *bytes, int64_t size);
  Status finish();
};

/// Creates a missing folder, durably.
static Status createFolder(const std::string &folder) {
  if (::mkdir(folder.c_str(), 0777) == 0)
    return syncFolder(folderOf(folder));
  return errno == EEXIST ? Status() : fileError("create folder", folder, errno);
}

StatusOr<BundleWriter> BundleWriter::open(std::string prefix) {
  if (Status status = createFolder(folderOf(prefix)); !status.ok())
    return status;
  StatusOr<TemporaryFile> data =
      TemporaryFile::create(dataFileName(prefix, 0, 1));
  if (!data.ok())
    return data.status();
  auto state = std::make_unique<State>(std::move(prefix), std::move(*data));
  state->records.emplace("", encodeHeader());
  return BundleWriter(std::move(state));
}

BundleWriter::BundleWriter(std::unique_ptr<State> state)
    : state(std::move(state)) {}
BundleWriter::BundleWriter(BundleWriter &&) noexcept = default;
BundleWriter &BundleWriter::operator=(BundleWriter &&) noexcept = default;
BundleWriter::~BundleWriter() = default;

/// Appends to the data file and returns the checksum.
StatusOr<uint32_t> BundleWriter::State::append(const char *bytes,
                                               int64_t size) {
  uint32_t checksum = 0;
  for (int64_t done = 0; done < size;) {
    const auto count = static_cast<size_t>(std::min(kChunkBytes, size - done));
    checksum = extendCrc32c(checksum, bytes + done, count);
    if (Status status = data.file().append(bytes + done, count); !status.ok())
      return status;
    done += static_cast<int64_t>(count);
  }
  dataBytes += size;
  return checksum;
}

Status BundleWriter::State::add(std::string_view key, const TensorSpec &spec,
                                const void *bytes) {
  if (key.empty() || key.front() == '\0')
    return Status(VF_INVALID_ARGUMENT,
                  "a tensor needs a name that begins with no zero byte");
  if (records.count(std::string(key)) != 0)
    return Status(VF_INVALID_ARGUMENT,
                  "Adding duplicate key: " + std::string(key));
  StatusOr<int64_t> size = byteSize(spec);
  if (!size.ok())
    return size.status().withContext("key '" + std::string(key) + "'");
  BundleEntry entry;
  entry.spec = spec;
  entry.offset = dataBytes;
  entry.size = *size;
  StatusOr<uint32_t> checksum = append(static_cast<const char *>(bytes), *size);
  if (!checksum.ok())
    return checksum.status().withContext("key '" + std::string(key) + "'");
  entry.checksum = *checksum;
  records.emplace(key, encodeEntry(entry));
  return Status();
}

Status BundleWriter::State::finish() {
  StatusOr<TemporaryFile> index = TemporaryFile::create(indexFileName(prefix));
  if (!index.ok())
    return index.status();
  if (Status status = writeIndexTable(index->file(), records); !status.ok())
    return status;
  for (TemporaryFile *file : {&data, &*index})
    if (Status status = file->file().syncAndClose(); !status.ok())
      return status;
  return replaceBundle(prefix, data, *index);
}

Status BundleWriter::add(std::string_view key, const TensorSpec &spec,
                         const void *data) {
  if (state->failure.ok())
    state->failure = state->add(key, spec, data);
  return state->failure;
}

Status BundleWriter::finish() {
  if (state->failure.ok())
    state->failure = state->finish();
  return state->failure;
}

} // namespace vf::ckpt
