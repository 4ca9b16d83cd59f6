// Reads and writes .npy files: layout of the file, byte order, element order.
#include "Npy.h"

#include "Shape.h"

#include <algorithm>
#include <cstring>

using namespace vf;
using rt::NpyHeader;
using rt::NpyReader;
using rt::NpyWriter;
using rt::OutputFile;
using rt::OwnedTensor;
using rt::Status;
using rt::StatusOr;

constexpr char kMagic[] = "\x93NUMPY";
constexpr int64_t kMagicBytes = 6;
constexpr int64_t kMostHeaderBytes = 1 << 20;

static Status invalid(std::string message) {
  return Status(VF_INVALID_ARGUMENT, std::move(message));
}

//===- Element types ------------------------------------------------------===//

/// The kind that NumPy stores a dtype as; its size is the dtype's.
static char kindOf(int32_t dtype) {
  switch (dtype) {
  case VF_FLOAT:
  case VF_DOUBLE:
  case VF_HALF:
    return 'f';
  case VF_COMPLEX64:
  case VF_COMPLEX128:
    return 'c';
  case VF_BOOL:
    return 'b';
  case VF_INT8:
  case VF_INT16:
  case VF_INT32:
  case VF_INT64:
  case VF_QINT8:
  case VF_QINT16:
  case VF_QINT32:
    return 'i';
  default:
    return 'u';
  }
}

static std::string descrOf(int32_t dtype) {
  if (dtype == VF_STRING)
    return "S or U";
  int64_t size = vf_dtype_size(dtype);
  return std::string(size == 1 ? "|" : "<") + kindOf(dtype) +
         std::to_string(size);
}

static bool holds(const NpyHeader &header, int32_t dtype) {
  if (dtype == VF_STRING)
    return header.kind == 'S' || header.kind == 'U';
  bool isOpaque = dtype == VF_BFLOAT16 && header.kind == 'V';
  return (header.kind == kindOf(dtype) || isOpaque) &&
         header.itemSize == vf_dtype_size(dtype);
}

/// The bytes of what is swapped as one: a component of a complex number, a
/// character.
static int64_t componentBytes(const NpyHeader &header) {
  if (header.kind == 'U')
    return 4;
  return header.itemSize / (header.kind == 'c' ? 2 : 1);
}

static void swapBytes(char *data, int64_t bytes, int64_t component) {
  for (int64_t at = 0; at < bytes; at += component)
    std::reverse(data + at, data + at + component);
}

//===- Reading ------------------------------------------------------------===//

namespace {
/// Where the header's text and the data lie.
struct Layout {
  int64_t headerOffset;
  int64_t headerBytes;
};
} // namespace

static StatusOr<Layout> readLayout(const ckpt::PosixFile &file) {
  unsigned char start[12];
  if (Status status = file.readAt(0, start, 10); !status.ok())
    return invalid("not an .npy file (too short)");
  if (std::memcmp(start, kMagic, kMagicBytes) != 0)
    return invalid("not an .npy file (wrong magic number)");
  int version = start[6];
  if (version < 1 || version > 3)
    return Status(VF_UNIMPLEMENTED, "format " + std::to_string(version) +
                                        " of .npy files is not supported");
  if (version == 1)
    return Layout{10, start[8] | start[9] << 8};
  if (Status status = file.readAt(10, start + 10, 2); !status.ok())
    return status;
  return Layout{12, start[8] | start[9] << 8 | start[10] << 16 |
                        int64_t(start[11]) << 24};
}

static StatusOr<NpyHeader> readHeader(const ckpt::PosixFile &file,
                                      const Layout &layout) {
  if (layout.headerBytes > kMostHeaderBytes)
    return invalid("header of " + std::to_string(layout.headerBytes) +
                   " bytes exceeds the most, " +
                   std::to_string(kMostHeaderBytes));
  std::string text(static_cast<size_t>(layout.headerBytes), '\0');
  if (Status status =
          file.readAt(layout.headerOffset, text.data(), text.size());
      !status.ok())
    return status;
  return rt::parseNpyHeader(text);
}

static Status checkHeader(const NpyHeader &header, int32_t dtype,
                          int64_t dataBytes) {
  if (!holds(header, dtype))
    return invalid(std::string("expected dtype ") + vf_dtype_name(dtype) +
                   " (" + descrOf(dtype) + "), found " + header.byteOrder +
                   header.kind + std::to_string(header.itemSize));
  auto rank = static_cast<int32_t>(header.dims.size());
  if (rank > VF_MAX_RANK)
    return Status(VF_UNIMPLEMENTED, "rank " + std::to_string(rank) +
                                        " exceeds the most, " +
                                        std::to_string(VF_MAX_RANK));
  int64_t bytes = rt::tensorBytes(VF_UINT8, header.dims.data(), rank);
  if (bytes > 0 && __builtin_mul_overflow(bytes, header.itemBytes(), &bytes))
    bytes = -1;
  if (bytes < 0 || bytes > dataBytes)
    return Status(VF_DATA_LOSS,
                  "truncated: shape " +
                      rt::shapeText(header.dims.data(), rank) + " needs " +
                      (bytes < 0 ? "more" : std::to_string(bytes)) +
                      " bytes, found " + std::to_string(dataBytes));
  return Status();
}

static StatusOr<NpyHeader> readAndCheck(const ckpt::PosixFile &file,
                                        int32_t dtype, int64_t &dataOffset) {
  StatusOr<int64_t> size = file.size();
  if (!size.ok())
    return size.status();
  StatusOr<Layout> layout = readLayout(file);
  if (!layout.ok())
    return layout.status();
  StatusOr<NpyHeader> header = readHeader(file, *layout);
  if (!header.ok())
    return header;
  dataOffset = layout->headerOffset + layout->headerBytes;
  if (Status status = checkHeader(*header, dtype, *size - dataOffset);
      !status.ok())
    return status;
  return header;
}

StatusOr<NpyReader> NpyReader::open(const std::string &path, int32_t dtype) {
  StatusOr<ckpt::PosixFile> file = ckpt::PosixFile::openForReading(path);
  if (!file.ok())
    return file.status();
  int64_t dataOffset = 0;
  StatusOr<NpyHeader> header = readAndCheck(*file, dtype, dataOffset);
  if (!header.ok())
    return header.status().withContext("'" + path + "'");
  return NpyReader(std::move(*file), std::move(*header), dataOffset, dtype);
}

Status NpyReader::read(int64_t first, int64_t count, void *out) const {
  int64_t bytes = count * header.itemBytes();
  if (Status status = file.readAt(dataOffset + first * header.itemBytes(), out,
                                  static_cast<size_t>(bytes));
      !status.ok())
    return status;
  auto *data = static_cast<char *>(out);
  if (header.byteOrder == '>')
    swapBytes(data, bytes, componentBytes(header));
  // In memory a bool is 0 or 1.
  if (dtype == VF_BOOL)
    std::transform(data, data + bytes, data,
                   [](char value) { return value != 0; });
  return Status();
}

/// Copies a column-major tensor into row-major order: walks the source in its
/// order, and the destination by its strides.
static void transpose(const char *source, const std::vector<int64_t> &dims,
                      int64_t itemSize, int64_t count, char *out) {
  auto rank = static_cast<int32_t>(dims.size());
  int64_t strides[VF_MAX_RANK];
  int64_t index[VF_MAX_RANK] = {};
  int64_t stride = itemSize;
  for (int32_t i = rank - 1; i >= 0; --i) {
    strides[i] = stride;
    stride *= dims[i];
  }
  int64_t at = 0;
  for (int64_t element = 0; element < count; ++element) {
    std::memcpy(out + at, source + element * itemSize, itemSize);
    for (int32_t i = 0; i < rank; ++i) {
      at += strides[i];
      if (++index[i] < dims[i])
        break;
      at -= strides[i] * dims[i];
      index[i] = 0;
    }
  }
}

static Status allocate(rt::AlignedBuffer &memory, int64_t bytes) {
  return memory.allocate(bytes)
             ? Status()
             : Status(VF_RESOURCE_EXHAUSTED, "no memory for its data");
}

/// Reads all `count` elements in row-major order.
static Status readRowMajor(const NpyReader &reader, int64_t count,
                           rt::AlignedBuffer &memory) {
  int64_t itemBytes = reader.format().itemBytes();
  if (Status status = allocate(memory, count * itemBytes); !status.ok())
    return status;
  if (Status status = reader.read(0, count, memory.data()); !status.ok())
    return status;
  if (!reader.isFortranOrder() || reader.dims().size() < 2)
    return Status();
  rt::AlignedBuffer rowMajor;
  if (Status status = allocate(rowMajor, count * itemBytes); !status.ok())
    return status;
  transpose(static_cast<const char *>(memory.data()), reader.dims(), itemBytes,
            count, static_cast<char *>(rowMajor.data()));
  memory = std::move(rowMajor);
  return Status();
}

static StatusOr<OwnedTensor> readTensor(const NpyReader &reader,
                                        int32_t dtype) {
  const std::vector<int64_t> &dims = reader.dims();
  int64_t count =
      rt::tensorBytes(VF_UINT8, dims.data(), static_cast<int32_t>(dims.size()));
  OwnedTensor tensor;
  if (Status status = readRowMajor(reader, count, tensor.memory); !status.ok())
    return status;
  if (dtype == VF_STRING) {
    StatusOr<ckpt::StringValues> strings = rt::decodeNpyStrings(
        reader.format(), static_cast<const char *>(tensor.memory.data()),
        count);
    if (!strings.ok())
      return strings.status();
    return OwnedTensor::create(std::move(*strings), dims);
  }
  tensor.dtype = dtype;
  tensor.dims = dims;
  return tensor;
}

StatusOr<OwnedTensor> rt::readNpy(const std::string &path, int32_t dtype) {
  StatusOr<NpyReader> reader = NpyReader::open(path, dtype);
  if (!reader.ok())
    return reader.status();
  StatusOr<OwnedTensor> tensor = readTensor(*reader, dtype);
  if (!tensor.ok())
    return tensor.status().withContext("'" + path + "'");
  return tensor;
}

//===- Writing ------------------------------------------------------------===//

/// Magic number, version 1.0 and the dictionary, padded as NumPy does so that
/// the data begins at a multiple of 64.
static std::string headerText(const std::string &descr,
                              const std::vector<int64_t> &dims) {
  std::string shape;
  for (int64_t size : dims)
    shape += std::to_string(size) + (dims.size() == 1 ? "," : ", ");
  if (dims.size() > 1)
    shape.resize(shape.size() - 2);
  std::string dictionary = "{'descr': '" + descr +
                           "', 'fortran_order': False, 'shape': (" + shape +
                           "), }";
  size_t unpadded = kMagicBytes + 4 + dictionary.size() + 1;
  dictionary.append((64 - unpadded % 64) % 64, ' ');
  dictionary += '\n';
  std::string text(kMagic, kMagicBytes);
  text += '\1';
  text += '\0';
  text += static_cast<char>(dictionary.size() & 0xFF);
  text += static_cast<char>(dictionary.size() >> 8);
  return text + dictionary;
}

StatusOr<NpyWriter> NpyWriter::create(const std::string &path, int32_t dtype,
                                      const std::vector<int64_t> &dims) {
  return create(path, descrOf(dtype), dims);
}

StatusOr<NpyWriter> NpyWriter::create(const std::string &path,
                                      const std::string &descr,
                                      const std::vector<int64_t> &dims) {
  StatusOr<OutputFile> file = OutputFile::create(path);
  if (!file.ok())
    return file.status();
  std::string header = headerText(descr, dims);
  if (Status status = file->append(header.data(), header.size()); !status.ok())
    return status;
  return NpyWriter(std::move(*file));
}

Status NpyWriter::append(const void *data, int64_t bytes) {
  return file.append(data, static_cast<size_t>(bytes));
}
