// Strings in .npy files: elements of one width, filled up with zeros.
#include "Npy.h"
#include "Shape.h"
#include "Utf8.h"

#include <algorithm>
#include <cstring>

using namespace vf;
using rt::NpyHeader;
using rt::NpyWriter;
using rt::Status;
using rt::StatusOr;

/// The `size` characters of four bytes at `data`, without zeros at the end, in
/// UTF-8; none where one is no character.
static std::optional<std::string> decodeUtf32(const char *data, int64_t size) {
  std::string text;
  size_t filled = 0; // the end of the last character that is not zero
  for (int64_t i = 0; i < size; ++i) {
    uint32_t code;
    std::memcpy(&code, data + 4 * i, sizeof(code));
    if (!rt::appendUtf8(text, code))
      return std::nullopt;
    if (code != 0)
      filled = text.size();
  }
  text.resize(filled);
  return text;
}

static std::string trimZeros(std::string_view text) {
  size_t last = text.find_last_not_of('\0');
  return std::string(text.substr(0, last == text.npos ? 0 : last + 1));
}

StatusOr<ckpt::StringValues>
rt::decodeNpyStrings(const NpyHeader &header, const char *data, int64_t count) {
  std::vector<std::string> texts;
  for (int64_t i = 0; i < count; ++i, data += header.itemBytes()) {
    if (header.kind == 'S') {
      texts.push_back(trimZeros({data, static_cast<size_t>(header.itemSize)}));
      continue;
    }
    std::optional<std::string> text = decodeUtf32(data, header.itemSize);
    if (!text)
      return Status(VF_DATA_LOSS, "element #" + std::to_string(i) +
                                      " has what is no character");
    texts.push_back(std::move(*text));
  }
  return copyTexts(texts);
}

/// The bytes of the longest element, at least 1, as NumPy has it.
static StatusOr<int64_t> findWidth(const vf_string *elements, int64_t count) {
  int64_t width = 1;
  for (int64_t i = 0; i < count; ++i) {
    const vf_string &element = elements[i];
    if (element.size > 0 && element.data[element.size - 1] == '\0')
      return Status(VF_INVALID_ARGUMENT,
                    "string #" + std::to_string(i) +
                        " ends in a zero byte, which .npy files do not keep");
    width = std::max(width, element.size);
  }
  return width;
}

Status rt::writeNpyStrings(const std::string &path, const vf_arg &value) {
  const auto *elements = static_cast<const vf_string *>(value.data);
  int64_t count =
      tensorBytes(VF_STRING, value.dims, value.rank) / elementBytes(VF_STRING);
  StatusOr<int64_t> width = findWidth(elements, count);
  if (!width.ok())
    return width.status().withContext("'" + path + "'");
  StatusOr<NpyWriter> writer =
      NpyWriter::create(path, "|S" + std::to_string(*width),
                        {value.dims, value.dims + value.rank});
  if (!writer.ok())
    return writer.status();
  std::string row;
  for (int64_t i = 0; i < count; ++i) {
    row.assign(elements[i].data, static_cast<size_t>(elements[i].size));
    row.resize(static_cast<size_t>(*width));
    if (Status status = writer->append(row.data(), *width); !status.ok())
      return status;
  }
  return writer->finish();
}
