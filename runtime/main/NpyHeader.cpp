// The header of an .npy file: a Python dictionary literal with the keys descr,
// fortran_order and shape in any order.
#include "Npy.h"

#include <charconv>

using namespace vf;
using rt::NpyHeader;
using rt::Status;
using rt::StatusOr;

namespace {
/// Reads the few kinds of tokens that such a dictionary has. Each method
/// returns false where the text has something else.
class HeaderParser {
public:
  explicit HeaderParser(std::string_view text) : rest(text) {}

  bool parse(NpyHeader &header);

private:
  bool consume(char expected);
  bool parseString(std::string_view &value);
  bool parseBool(bool &value);
  bool parseSize(int64_t &value);
  bool parseShape(std::vector<int64_t> &dims);
  bool parseDescr(NpyHeader &header);
  bool parseItem(NpyHeader &header);
  void skipBlanks();

  std::string_view rest;
  int itemsSeen = 0;
};
} // namespace

void HeaderParser::skipBlanks() {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\n"), rest.size()));
}

bool HeaderParser::consume(char expected) {
  skipBlanks();
  if (rest.empty() || rest.front() != expected)
    return false;
  rest.remove_prefix(1);
  return true;
}

bool HeaderParser::parseString(std::string_view &value) {
  skipBlanks();
  if (rest.empty() || (rest.front() != '\'' && rest.front() != '"'))
    return false;
  size_t end = rest.find(rest.front(), 1);
  if (end == std::string_view::npos)
    return false;
  value = rest.substr(1, end - 1);
  rest.remove_prefix(end + 1);
  return true;
}

bool HeaderParser::parseBool(bool &value) {
  skipBlanks();
  value = rest.substr(0, 4) == "True";
  if (!value && rest.substr(0, 5) != "False")
    return false;
  rest.remove_prefix(value ? 4 : 5);
  return true;
}

bool HeaderParser::parseSize(int64_t &value) {
  skipBlanks();
  auto [stop, error] =
      std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (error != std::errc() || value < 0)
    return false;
  rest.remove_prefix(stop - rest.data());
  // Python 2 wrote long integers as "3L".
  if (!rest.empty() && rest.front() == 'L')
    rest.remove_prefix(1);
  return true;
}

bool HeaderParser::parseShape(std::vector<int64_t> &dims) {
  if (!consume('('))
    return false;
  while (!consume(')')) {
    if (!parseSize(dims.emplace_back()))
      return false;
    if (!consume(','))
      return dims.size() > 1 && consume(')');
  }
  return true;
}

bool HeaderParser::parseDescr(NpyHeader &header) {
  std::string_view descr;
  if (!parseString(descr) || descr.size() < 3)
    return false;
  header.byteOrder = descr[0];
  header.kind = descr[1];
  const char *end = descr.data() + descr.size();
  auto [stop, error] = std::from_chars(descr.data() + 2, end, header.itemSize);
  return error == std::errc() && stop == end &&
         std::string_view("<>|=").find(header.byteOrder) !=
             std::string_view::npos;
}

bool HeaderParser::parseItem(NpyHeader &header) {
  std::string_view key;
  if (!parseString(key) || !consume(':'))
    return false;
  ++itemsSeen;
  if (key == "descr")
    return parseDescr(header);
  if (key == "fortran_order")
    return parseBool(header.fortranOrder);
  return key == "shape" && parseShape(header.dims);
}

bool HeaderParser::parse(NpyHeader &header) {
  if (!consume('{'))
    return false;
  while (!consume('}')) {
    if (!parseItem(header))
      return false;
    if (!consume(',') && (rest.empty() || rest.front() != '}'))
      return false;
  }
  skipBlanks();
  return rest.empty() && itemsSeen == 3 && header.kind != 0;
}

StatusOr<NpyHeader> rt::parseNpyHeader(std::string_view text) {
  NpyHeader header;
  if (!HeaderParser(text).parse(header))
    return Status(VF_INVALID_ARGUMENT,
                  "header has something else than 'descr', 'fortran_order' and "
                  "'shape' of a plain array: " +
                      std::string(text.substr(0, 200)));
  return header;
}
