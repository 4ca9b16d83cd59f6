// NumPy's .npy files, formats 1 to 3.
//
// Values are read with pread and never mapped, so that a file that shrinks
// gives an error. A file is never trusted: its header is bounded, and memory is
// taken only for what the file's size can hold.
#ifndef VF_RT_MAIN_NPY_H
#define VF_RT_MAIN_NPY_H

#include "OutputFile.h"
#include "OwnedTensor.h"
#include "ckpt/PosixFile.h"

#include <string>
#include <string_view>
#include <vector>

namespace vf::rt {

/// What a file's header says.
struct NpyHeader {
  char byteOrder = '|'; ///< '<', '>' or '|'
  char kind = 0;        ///< 'f', 'i', 'u', 'c', 'b', 'V', 'S', 'U'
  int64_t itemSize = 0; ///< in bytes; of 'U' in characters of four
  bool fortranOrder = false;
  std::vector<int64_t> dims;

  int64_t itemBytes() const { return kind == 'U' ? 4 * itemSize : itemSize; }
};

/// Parses the header's text, a Python dictionary.
StatusOr<NpyHeader> parseNpyHeader(std::string_view text);

/// An open file whose elements have the dtype that was asked for.
class NpyReader {
public:
  /// Opens `path`, whose elements must be `dtype` in either byte order
  /// (bfloat16 is stored as two bytes, `V2` or `<u2`, strings as `S` or `U`).
  static StatusOr<NpyReader> open(const std::string &path, int32_t dtype);

  const NpyHeader &format() const { return header; }
  const std::vector<int64_t> &dims() const { return header.dims; }
  bool isFortranOrder() const { return header.fortranOrder; }

  /// Reads `count` elements from element `first` on, in the file's order, into
  /// `out`, in the machine's byte order.
  Status read(int64_t first, int64_t count, void *out) const;

private:
  NpyReader(ckpt::PosixFile file, NpyHeader header, int64_t dataOffset,
            int32_t dtype)
      : file(std::move(file)), header(std::move(header)),
        dataOffset(dataOffset), dtype(dtype) {}

  ckpt::PosixFile file;
  NpyHeader header;
  int64_t dataOffset;
  int32_t dtype;
};

/// Reads a whole file as a row-major tensor.
StatusOr<OwnedTensor> readNpy(const std::string &path, int32_t dtype);

/// The `count` elements at `data`, as the file of `header` has them, as
/// strings: `S` without the zeros at its end, `U` in UTF-8.
StatusOr<ckpt::StringValues> decodeNpyStrings(const NpyHeader &header,
                                              const char *data, int64_t count);

/// Writes `value`, of strings, as `S`. Fails where the zeros that fill up
/// elements would be taken for an element's own.
Status writeNpyStrings(const std::string &path, const vf_arg &value);

/// Writes a file part by part.
class NpyWriter {
public:
  static StatusOr<NpyWriter> create(const std::string &path, int32_t dtype,
                                    const std::vector<int64_t> &dims);
  /// A file of elements that `descr` describes, "|S5".
  static StatusOr<NpyWriter> create(const std::string &path,
                                    const std::string &descr,
                                    const std::vector<int64_t> &dims);
  Status append(const void *data, int64_t bytes);
  /// The file is complete.
  Status finish() { return file.finish(); }

private:
  explicit NpyWriter(OutputFile file) : file(std::move(file)) {}

  OutputFile file;
};

} // namespace vf::rt

#endif // VF_RT_MAIN_NPY_H
