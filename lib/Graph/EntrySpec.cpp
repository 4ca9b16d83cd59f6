// A scanner over the text and one parser per production of the grammar. An
// error shows the text with a caret below the column, and nothing else is
// reported about that text.
#include "vf/Graph/EntrySpec.h"

#include "vf/Support/Identifiers.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <limits>

using namespace vf;
using llvm::FailureOr;
using llvm::LogicalResult;
using llvm::StringRef;

namespace {
class SpecParser {
public:
  SpecParser(StringRef text, StringRef what, DiagnosticEngine &diagnostics)
      : text(text), what(what), diagnostics(diagnostics) {}

  FailureOr<EntrySpec> parseEntry();
  FailureOr<ShapeSpec> parseShape();
  FailureOr<TensorName> parseTensorOnly();

private:
  // The scanner.
  void skipBlanks() {
    while (at < text.size() && llvm::isSpace(text[at]))
      ++at;
  }
  bool isAtEnd() {
    skipBlanks();
    return at == text.size();
  }
  bool isAtArrow();
  bool consume(char c) {
    skipBlanks();
    if (at == text.size() || text[at] != c)
      return false;
    ++at;
    return true;
  }
  /// The word at the current position: up to a blank or one of ",;=:".
  StringRef takeWord() {
    skipBlanks();
    StringRef word = text.substr(at).take_until([](char c) {
      return llvm::isSpace(c) || StringRef(",;=:").contains(c);
    });
    at += word.size();
    return word;
  }

  // The productions.
  LogicalResult parseTensor(TensorName &tensor, StringRef expected);
  LogicalResult parseItem(EntryItem &item, StringRef expected);
  LogicalResult parseItems(std::vector<EntryItem> &items, StringRef expected);
  LogicalResult parseTargets(std::vector<TargetName> &targets);
  LogicalResult parseDims(llvm::SmallVectorImpl<DimSpec> &dims);
  LogicalResult parseDim(StringRef word, size_t column, DimSpec &dim);

  /// Reports `message` at `column`: the text, and a caret below the column.
  InFlightDiagnostic error(size_t column, const llvm::Twine &message);
  /// "'x'" for the word at `column`, or "the end".
  std::string describe(size_t column) const;

  StringRef text;
  StringRef what;
  DiagnosticEngine &diagnostics;
  size_t at = 0;
};
} // namespace

static bool isIdentifier(StringRef word) {
  return !word.empty() && !llvm::isDigit(word.front()) &&
         llvm::all_of(word,
                      [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

std::string TensorName::str() const {
  return node + ":" + std::to_string(output);
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

InFlightDiagnostic SpecParser::error(size_t column,
                                     const llvm::Twine &message) {
  // The caret stands below the text of a line that begins with "note: ".
  std::string caret = "\n" + std::string(6 + column, ' ') + "^";
  InFlightDiagnostic diagnostic = emitError(diagnostics, Location());
  diagnostic << what << ": " << message.str();
  diagnostic.note(text + caret);
  return diagnostic;
}

std::string SpecParser::describe(size_t column) const {
  if (column >= text.size())
    return "the end";
  StringRef word =
      text.substr(column).take_until([](char c) { return llvm::isSpace(c); });
  return "'" + word.str() + "'";
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

/// An arrow only with blanks (or an end) around it: names may hold "->".
bool SpecParser::isAtArrow() {
  skipBlanks();
  bool isAfterBlank = at == 0 || llvm::isSpace(text[at - 1]);
  return isAfterBlank && text.substr(at).starts_with("->") &&
         (at + 2 == text.size() || llvm::isSpace(text[at + 2]));
}

LogicalResult SpecParser::parseTensor(TensorName &tensor, StringRef expected) {
  skipBlanks();
  tensor.column = at;
  StringRef word = isAtArrow() ? StringRef() : takeWord();
  if (word.empty())
    return error(at, "expected " + expected + ", found " + describe(at));
  tensor.node = word.str();
  if (at == text.size() || text[at] != ':')
    return llvm::success();
  ++at;
  StringRef digits = text.substr(at).take_until(
      [](char c) { return llvm::isSpace(c) || StringRef(",;=:").contains(c); });
  if (digits.empty() || !llvm::all_of(digits, llvm::isDigit) ||
      digits.getAsInteger(10, tensor.output))
    return error(at, "expected the number of an output after '" + word +
                         ":', found " + describe(at));
  at += digits.size();
  return llvm::success();
}

FailureOr<TensorName> SpecParser::parseTensorOnly() {
  TensorName tensor;
  if (failed(parseTensor(tensor, "a tensor")))
    return llvm::failure();
  if (!isAtEnd())
    return error(at, "expected the end of the tensor's name, found " +
                         describe(at));
  return tensor;
}

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

/// ITEM = [ IDENT "=" ] TENSOR
LogicalResult SpecParser::parseItem(EntryItem &item, StringRef expected) {
  if (failed(parseTensor(item.tensor, expected)))
    return llvm::failure();
  size_t column = item.tensor.column;
  bool hadIndex = StringRef(text.slice(column, at)).contains(':');
  if (!consume('='))
    return llvm::success();
  item.identifier = item.tensor.node;
  if (hadIndex || !isIdentifier(item.identifier))
    return error(column, "expected an identifier before '=', found '" +
                             text.slice(column, at - 1).trim() + "'");
  if (isReservedWord(item.identifier))
    return error(column, "'" + item.identifier +
                             "' is a keyword of C++ and cannot be a name");
  item.tensor = TensorName();
  return parseTensor(item.tensor, "a tensor after '='");
}

LogicalResult SpecParser::parseItems(std::vector<EntryItem> &items,
                                     StringRef expected) {
  if (isAtArrow() || isAtEnd() || text[at] == ';')
    return llvm::success();
  do {
    EntryItem item;
    if (failed(parseItem(item, expected)))
      return llvm::failure();
    items.push_back(std::move(item));
  } while (consume(','));
  return llvm::success();
}

/// "run" NODE { "," NODE }
LogicalResult SpecParser::parseTargets(std::vector<TargetName> &targets) {
  skipBlanks();
  size_t column = at;
  if (takeWord() != "run")
    return error(column, "expected 'run' after ';', found " + describe(column));
  do {
    TensorName target;
    if (failed(parseTensor(target, "a node to run")))
      return llvm::failure();
    if (text.slice(target.column, at).contains(':'))
      return error(target.column, "expected a node to run, found the tensor '" +
                                      target.str() +
                                      "'; fetch a tensor, or name its node '" +
                                      target.node + "'");
    targets.push_back({target.node, target.column});
  } while (consume(','));
  return llvm::success();
}

FailureOr<EntrySpec> SpecParser::parseEntry() {
  EntrySpec entry;
  entry.text = text.str();
  skipBlanks();
  size_t column = at;
  StringRef name = takeWord();
  if (!isIdentifier(name))
    return error(column, "expected the entry's name, an identifier, found " +
                             describe(column));
  if (isReservedWord(name))
    return error(column,
                 "'" + name + "' is a keyword of C++ and cannot name an entry");
  entry.name = name.str();
  if (!consume(':'))
    return error(at,
                 "expected ':' after the entry's name, found " + describe(at));
  if (failed(parseItems(entry.feeds, "a feed")))
    return llvm::failure();
  if (!isAtArrow())
    return error(at, "expected ',' or '->' with blanks around it, found " +
                         describe(at));
  at += 2;
  if (failed(parseItems(entry.fetches, "a fetch")))
    return llvm::failure();
  if (consume(';') && failed(parseTargets(entry.targets)))
    return llvm::failure();
  if (!isAtEnd())
    return error(at, "expected ',' or ';' or the end, found " + describe(at));
  if (entry.fetches.empty() && entry.targets.empty())
    return error(at, "expected something to fetch or to run, found neither");
  return entry;
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

static bool isSymbol(StringRef word) {
  return !word.empty() && llvm::isUpper(word.front()) &&
         llvm::all_of(word, [](char c) {
           return llvm::isUpper(c) || llvm::isDigit(c) || c == '_';
         });
}

/// DIM = DIGITS | "?" | SYMBOL
LogicalResult SpecParser::parseDim(StringRef word, size_t column,
                                   DimSpec &dim) {
  if (word == "?")
    return llvm::success();
  if (isSymbol(word)) {
    dim.symbol = word.str();
    return llvm::success();
  }
  if (!word.empty() && llvm::all_of(word, llvm::isDigit) &&
      !word.getAsInteger(10, dim.size))
    return llvm::success();
  return error(
      column,
      "expected a size: a number, '?' or a symbol of upper-case "
      "letters, found " +
          (word.empty() ? describe(text.size()) : "'" + word.str() + "'"));
}

/// "scalar" | DIM { "x" DIM }
LogicalResult SpecParser::parseDims(llvm::SmallVectorImpl<DimSpec> &dims) {
  StringRef rest = text.substr(at);
  if (rest.trim() == "scalar") {
    at = text.size();
    return llvm::success();
  }
  while (true) {
    skipBlanks();
    size_t column = at;
    StringRef word = text.substr(at).take_until(
        [](char c) { return c == 'x' || llvm::isSpace(c); });
    at += word.size();
    DimSpec &dim = dims.emplace_back();
    if (failed(parseDim(word, column, dim)))
      return llvm::failure();
    if (!consume('x'))
      return llvm::success();
  }
}

FailureOr<ShapeSpec> SpecParser::parseShape() {
  ShapeSpec shape;
  shape.text = text.str();
  if (failed(parseTensor(shape.tensor, "a tensor")))
    return llvm::failure();
  if (!consume('='))
    return error(at, "expected '=' after the tensor, found " + describe(at));
  if (failed(parseDims(shape.dims)))
    return llvm::failure();
  if (!isAtEnd())
    return error(at, "expected 'x' or the end, found " + describe(at));
  return shape;
}

FailureOr<EntrySpec> vf::parseEntrySpec(StringRef text,
                                        DiagnosticEngine &diagnostics) {
  return SpecParser(text, "entry", diagnostics).parseEntry();
}

FailureOr<ShapeSpec> vf::parseShapeSpec(StringRef text,
                                        DiagnosticEngine &diagnostics) {
  return SpecParser(text, "shape", diagnostics).parseShape();
}

FailureOr<TensorName> vf::parseTensorName(StringRef text,
                                          DiagnosticEngine &diagnostics) {
  return SpecParser(text, "tensor", diagnostics).parseTensorOnly();
}
