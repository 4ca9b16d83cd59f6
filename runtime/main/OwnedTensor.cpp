// Creates and prints tensors.
#include "OwnedTensor.h"

#include "Float16.h"
#include "Json.h"
#include "Shape.h"

#include <charconv>
#include <complex>
#include <cstring>

using namespace vf;
using rt::OwnedTensor;
using rt::Status;
using rt::StatusOr;

static Status checkRank(const std::vector<int64_t> &dims) {
  if (dims.size() <= VF_MAX_RANK)
    return Status();
  return Status(VF_UNIMPLEMENTED, "rank " + std::to_string(dims.size()) +
                                      " exceeds the most, " +
                                      std::to_string(VF_MAX_RANK));
}

StatusOr<OwnedTensor> OwnedTensor::create(int32_t dtype,
                                          std::vector<int64_t> dims) {
  if (Status status = checkRank(dims); !status.ok())
    return status;
  auto rank = static_cast<int32_t>(dims.size());
  OwnedTensor tensor;
  int64_t bytes = tensorBytes(dtype, dims.data(), rank);
  if (bytes < 0 || !tensor.memory.allocate(bytes))
    return Status(VF_RESOURCE_EXHAUSTED,
                  "no memory for shape " + shapeText(dims.data(), rank));
  tensor.dtype = dtype;
  tensor.dims = std::move(dims);
  return tensor;
}

StatusOr<OwnedTensor> OwnedTensor::create(ckpt::StringValues strings,
                                          std::vector<int64_t> dims) {
  if (Status status = checkRank(dims); !status.ok())
    return status;
  OwnedTensor tensor;
  tensor.dtype = VF_STRING;
  tensor.dims = std::move(dims);
  tensor.strings = std::move(strings);
  return tensor;
}

int64_t OwnedTensor::bytes() const {
  return tensorBytes(dtype, dims.data(), static_cast<int32_t>(dims.size()));
}

vf_arg OwnedTensor::arg() const {
  vf_arg arg = {};
  arg.data = memory.data();
  arg.capacity = memory.capacity();
  if (dtype == VF_STRING) {
    arg.data = const_cast<vf_string *>(strings.elements.data());
    arg.capacity =
        static_cast<int64_t>(strings.elements.size()) * elementBytes(VF_STRING);
  }
  arg.dtype = dtype;
  arg.rank = static_cast<int32_t>(dims.size());
  std::copy(dims.begin(), dims.end(), arg.dims);
  return arg;
}

ckpt::StringValues rt::copyTexts(const std::vector<std::string> &texts) {
  size_t bytes = 0;
  for (const std::string &text : texts)
    bytes += text.size();
  ckpt::StringValues strings;
  strings.bytes.reset(new char[bytes]);
  char *out = strings.bytes.get();
  for (const std::string &text : texts) {
    strings.elements.push_back({out, static_cast<int64_t>(text.size())});
    out = std::copy(text.begin(), text.end(), out);
  }
  return strings;
}

//===- Text ---------------------------------------------------------------===//

template <typename T>
static T load(const void *data) {
  T value;
  std::memcpy(&value, data, sizeof(T));
  return value;
}

template <typename T>
static std::string numberText(T value) {
  char text[32];
  auto end = std::to_chars(std::begin(text), std::end(text), value).ptr;
  return std::string(text, end);
}

template <typename T>
static std::string complexText(const void *data) {
  auto value = load<std::complex<T>>(data);
  return '(' + numberText(value.real()) + ", " + numberText(value.imag()) + ')';
}

static std::string elementText(int32_t dtype, const void *data) {
  switch (dtype) {
  case VF_FLOAT:
    return numberText(load<float>(data));
  case VF_DOUBLE:
    return numberText(load<double>(data));
  case VF_HALF:
    return numberText(rt::halfToFloat(load<uint16_t>(data)));
  case VF_BFLOAT16:
    return numberText(rt::bfloat16ToFloat(load<uint16_t>(data)));
  case VF_INT8:
  case VF_QINT8:
    return numberText<int>(load<int8_t>(data));
  case VF_UINT8:
  case VF_QUINT8:
    return numberText<int>(load<uint8_t>(data));
  case VF_INT16:
  case VF_QINT16:
    return numberText(load<int16_t>(data));
  case VF_UINT16:
  case VF_QUINT16:
    return numberText(load<uint16_t>(data));
  case VF_INT32:
  case VF_QINT32:
    return numberText(load<int32_t>(data));
  case VF_UINT32:
    return numberText(load<uint32_t>(data));
  case VF_INT64:
    return numberText(load<int64_t>(data));
  case VF_UINT64:
    return numberText(load<uint64_t>(data));
  case VF_BOOL:
    return load<uint8_t>(data) ? "true" : "false";
  case VF_COMPLEX64:
    return complexText<float>(data);
  case VF_COMPLEX128:
    return complexText<double>(data);
  case VF_STRING: {
    auto element = load<vf_string>(data);
    return rt::jsonString({element.data, static_cast<size_t>(element.size)});
  }
  default:
    return "?";
  }
}

namespace {
/// Prints a tensor from its outermost dimension inwards.
struct TensorPrinter {
  const vf_arg &value;
  bool abridged;
  std::string text;

  static constexpr int64_t kEdge = 3;

  void print(int32_t dimension, const char *data, int64_t bytes) {
    if (dimension == value.rank) {
      text += elementText(value.dtype, data);
      return;
    }
    int64_t size = value.dims[dimension];
    text += '[';
    for (int64_t i = 0; i < size; ++i) {
      text += i > 0 ? ", " : "";
      if (abridged && i == kEdge && size > 2 * kEdge) {
        text += "..., ";
        i = size - kEdge;
      }
      print(dimension + 1, data + i * (bytes / size), bytes / size);
    }
    text += ']';
  }
};
} // namespace

std::string rt::formatTensor(const vf_arg &value) {
  constexpr int64_t kMostElements = 1000;
  int64_t bytes = tensorBytes(value.dtype, value.dims, value.rank);
  bool abridged = bytes / elementBytes(value.dtype) > kMostElements;
  TensorPrinter printer = {value, abridged, {}};
  printer.print(0, static_cast<const char *>(value.data), bytes);
  return std::move(printer.text);
}
