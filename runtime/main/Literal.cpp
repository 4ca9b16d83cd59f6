// Reads literals (a recursive descent over lists) and converts their elements.
#include "Literal.h"

#include "Float16.h"
#include "Json.h"

#include <charconv>
#include <cstring>
#include <limits>
#include <string>

using namespace vf;
using rt::Literal;
using rt::OwnedTensor;
using rt::Status;
using rt::StatusOr;

//===- Reading ------------------------------------------------------------===//

namespace {
/// Reads one value and notes the shape, which every sublist must repeat.
class LiteralReader {
public:
  explicit LiteralReader(std::string_view text) : rest(text) {}

  std::optional<Literal> read() {
    if (!readValue(0))
      return std::nullopt;
    skipBlanks();
    if (!rest.empty())
      return std::nullopt;
    return std::move(literal);
  }

private:
  bool readValue(size_t depth);
  bool readList(size_t depth);
  bool readElement(size_t depth);
  size_t elementSize() const;
  bool isLeafDepth(size_t depth);

  void skipBlanks() {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t\n"), rest.size()));
  }
  bool consume(char expected) {
    skipBlanks();
    if (rest.empty() || rest.front() != expected)
      return false;
    rest.remove_prefix(1);
    return true;
  }

  static constexpr int64_t kOpen = -1; ///< size of a list still being read

  std::string_view rest;
  Literal literal;
  /// The depth at which elements stand, once one has been seen.
  std::optional<size_t> leafDepth;
};
} // namespace

bool LiteralReader::isLeafDepth(size_t depth) {
  if (!leafDepth)
    leafDepth = depth;
  return *leafDepth == depth;
}

bool LiteralReader::readValue(size_t depth) {
  return consume('[') ? readList(depth) : readElement(depth);
}

bool LiteralReader::readList(size_t depth) {
  if (depth >= VF_MAX_RANK || (leafDepth && depth >= *leafDepth))
    return false;
  if (literal.dims.size() <= depth)
    literal.dims.push_back(kOpen);
  int64_t size = 0;
  if (!consume(']')) {
    do {
      if (!readValue(depth + 1))
        return false;
      ++size;
    } while (consume(','));
    if (!consume(']'))
      return false;
  } else if (!isLeafDepth(depth + 1)) {
    return false;
  }
  if (literal.dims[depth] == kOpen)
    literal.dims[depth] = size;
  return literal.dims[depth] == size;
}

static bool isNumber(std::string_view text) {
  double value;
  auto [stop, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  // "inf" and "nan" parse, but begin like names.
  bool isWord = text.find_first_of("0123456789") == std::string_view::npos;
  return (error == std::errc() || error == std::errc::result_out_of_range) &&
         stop == text.data() + text.size() && !isWord;
}

/// How much of the rest is one element: a string up to its closing quote.
size_t LiteralReader::elementSize() const {
  if (rest.empty() || rest.front() != '"')
    return std::min(rest.find_first_of(", \t\n[]"), rest.size());
  size_t end = 1;
  while (end < rest.size() && rest[end] != '"')
    end += rest[end] == '\\' ? 2 : 1;
  return std::min(end + 1, rest.size());
}

bool LiteralReader::readElement(size_t depth) {
  skipBlanks();
  std::string_view element = rest.substr(0, elementSize());
  rest.remove_prefix(element.size());
  literal.elements.push_back(element);
  return isLeafDepth(depth) &&
         (element == "true" || element == "false" || isNumber(element) ||
          rt::parseJsonString(element));
}

std::optional<Literal> rt::readLiteral(std::string_view text) {
  return LiteralReader(text).read();
}

//===- Conversion ---------------------------------------------------------===//

static bool isInteger(std::string_view text) {
  return text.find_first_of(".eE") == std::string_view::npos;
}

template <typename T>
static bool parseWhole(std::string_view text, T &value) {
  const char *end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end;
}

/// Whether `value` is just the integer that `text` spells.
static bool isExactly(double value, std::string_view text) {
  char digits[400]; // the largest double has 309
  auto end = std::to_chars(std::begin(digits), std::end(digits), value,
                           std::chars_format::fixed, 0)
                 .ptr;
  bool negative = text.front() == '-';
  text.remove_prefix(negative);
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size() - 1));
  std::string spelled =
      (negative && text != "0" ? "-" : "") + std::string(text);
  std::string_view found(digits, end - digits);
  return found == spelled || (found == "-0" && spelled == "0");
}

template <typename T>
static bool convertInteger(std::string_view text, void *out) {
  T value;
  if (!parseWhole(text, value)) {
    // "1e3" and "2.0" are integers too.
    double wide;
    if (isInteger(text) || !parseWhole(text, wide))
      return false;
    bool inRange = wide >= static_cast<double>(std::numeric_limits<T>::min()) &&
                   wide < std::ldexp(1.0, std::numeric_limits<T>::digits);
    if (!inRange || wide != std::trunc(wide))
      return false;
    value = static_cast<T>(wide);
  }
  std::memcpy(out, &value, sizeof(T));
  return true;
}

template <typename T>
static bool convertFloat(std::string_view text, void *out) {
  T value;
  if (!parseWhole(text, value) || (isInteger(text) && !isExactly(value, text)))
    return false;
  std::memcpy(out, &value, sizeof(T));
  return true;
}

/// Converts to one of the 16-bit types by way of double.
static bool convertFloat16(std::string_view text, void *out,
                           uint16_t (*round)(double),
                           float (*widen)(uint16_t)) {
  double value;
  if (!parseWhole(text, value))
    return false;
  uint16_t bits = round(value);
  float rounded = widen(bits);
  if (!std::isfinite(rounded) || (isInteger(text) && !isExactly(rounded, text)))
    return false;
  std::memcpy(out, &bits, sizeof(bits));
  return true;
}

static bool convertBool(std::string_view text, void *out) {
  bool value = text == "true";
  std::memcpy(out, &value, 1);
  return value || text == "false";
}

static bool convertElement(std::string_view text, int32_t dtype, void *out) {
  switch (dtype) {
  case VF_FLOAT:
    return convertFloat<float>(text, out);
  case VF_DOUBLE:
    return convertFloat<double>(text, out);
  case VF_HALF:
    return convertFloat16(text, out, rt::halfFromDouble, rt::halfToFloat);
  case VF_BFLOAT16:
    return convertFloat16(text, out, rt::bfloat16FromDouble,
                          rt::bfloat16ToFloat);
  case VF_INT8:
  case VF_QINT8:
    return convertInteger<int8_t>(text, out);
  case VF_UINT8:
  case VF_QUINT8:
    return convertInteger<uint8_t>(text, out);
  case VF_INT16:
  case VF_QINT16:
    return convertInteger<int16_t>(text, out);
  case VF_UINT16:
  case VF_QUINT16:
    return convertInteger<uint16_t>(text, out);
  case VF_INT32:
  case VF_QINT32:
    return convertInteger<int32_t>(text, out);
  case VF_UINT32:
    return convertInteger<uint32_t>(text, out);
  case VF_INT64:
    return convertInteger<int64_t>(text, out);
  case VF_UINT64:
    return convertInteger<uint64_t>(text, out);
  case VF_BOOL:
    return convertBool(text, out);
  default:
    return false;
  }
}

static Status cannotBecome(std::string_view element, int32_t dtype) {
  return Status(VF_INVALID_ARGUMENT,
                "'" + std::string(element) + "' cannot become " +
                    vf_dtype_name(dtype) + " without loss");
}

static StatusOr<OwnedTensor> convertStrings(const Literal &literal) {
  std::vector<std::string> texts;
  for (std::string_view element : literal.elements) {
    std::optional<std::string> text = rt::parseJsonString(element);
    if (!text)
      return cannotBecome(element, VF_STRING);
    texts.push_back(std::move(*text));
  }
  return OwnedTensor::create(rt::copyTexts(texts), literal.dims);
}

StatusOr<OwnedTensor> rt::convertLiteral(const Literal &literal,
                                         int32_t dtype) {
  if (dtype == VF_STRING)
    return convertStrings(literal);
  StatusOr<OwnedTensor> tensor = OwnedTensor::create(dtype, literal.dims);
  if (!tensor.ok())
    return tensor;
  auto *out = static_cast<char *>(tensor->memory.data());
  for (std::string_view element : literal.elements) {
    if (!convertElement(element, dtype, out))
      return cannotBecome(element, dtype);
    out += vf_dtype_size(dtype);
  }
  return tensor;
}
