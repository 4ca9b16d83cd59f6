// A parser for the flat part of the text format: `name: value` pairs, strings
// in either quote with C escapes, numbers, comments. The messages of a state
// file have no submessages.
#include "StateText.h"

#include <algorithm>
#include <optional>

namespace vf::ckpt {

namespace {

class StateParser {
public:
  explicit StateParser(std::string_view text) : text(text) {}
  StatusOr<CheckpointState> parse();

private:
  bool atEnd() const { return position == text.size(); }
  /// The next character; 0 at the end.
  char peek() const { return atEnd() ? '\0' : text[position]; }
  bool take(char expected);
  void skipBlanks();
  std::string_view takeWord();
  bool takeString(std::string &value);
  bool takeEscape(std::string &value);
  bool takeNumberedEscape(std::string &value, int base, size_t maxDigits);
  Status parseField(CheckpointState &state);
  Status error(const std::string &expected) const;

  std::string_view text;
  size_t position = 0;
};

} // namespace

static bool isWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '+' || c == '-';
}

static std::optional<int> digitValue(char c, int base) {
  int value = base;
  if (c >= '0' && c <= '9')
    value = c - '0';
  else if (c >= 'a' && c <= 'f')
    value = c - 'a' + 10;
  else if (c >= 'A' && c <= 'F')
    value = c - 'A' + 10;
  return value < base ? std::optional<int>(value) : std::nullopt;
}

Status StateParser::error(const std::string &expected) const {
  const auto line =
      1 + std::count(text.begin(),
                     text.begin() + static_cast<std::ptrdiff_t>(position),
                     '\n');
  const std::string found =
      atEnd() ? "the end" : "'" + std::string(1, peek()) + "'";
  return Status(VF_INVALID_ARGUMENT, "line " + std::to_string(line) +
                                         ": expected " + expected + ", found " +
                                         found);
}

bool StateParser::take(char expected) {
  if (peek() != expected || atEnd())
    return false;
  ++position;
  return true;
}

void StateParser::skipBlanks() {
  while (!atEnd()) {
    if (peek() == '#')
      position = std::min(text.find('\n', position), text.size());
    else if (std::string_view(" \t\r\n\v\f").find(peek()) !=
             std::string_view::npos)
      ++position;
    else
      return;
  }
}

std::string_view StateParser::takeWord() {
  const size_t start = position;
  while (isWordCharacter(peek()))
    ++position;
  return text.substr(start, position - start);
}

bool StateParser::takeNumberedEscape(std::string &value, int base,
                                     size_t maxDigits) {
  unsigned number = 0;
  size_t digits = 0;
  for (; digits < maxDigits; ++digits, ++position) {
    const std::optional<int> digit = digitValue(peek(), base);
    if (!digit)
      break;
    number =
        number * static_cast<unsigned>(base) + static_cast<unsigned>(*digit);
  }
  value += static_cast<char>(number);
  return digits > 0 && number < 256;
}

/// What follows a backslash.
bool StateParser::takeEscape(std::string &value) {
  constexpr std::string_view names = "abfnrtv\\'\"?",
                             meanings = "\a\b\f\n\r\t\v\\'\"?";
  if (digitValue(peek(), 8))
    return takeNumberedEscape(value, 8, 3);
  if (take('x') || take('X'))
    return takeNumberedEscape(value, 16, 2);
  const size_t which = atEnd() ? std::string_view::npos : names.find(peek());
  if (which == std::string_view::npos)
    return false;
  value += meanings[which];
  ++position;
  return true;
}

/// One or more adjacent strings, which mean their concatenation.
bool StateParser::takeString(std::string &value) {
  bool any = false;
  for (char quote = peek(); quote == '"' || quote == '\''; quote = peek()) {
    ++position;
    while (!take(quote)) {
      if (atEnd() || peek() == '\n')
        return false;
      if (take('\\')) {
        if (!takeEscape(value))
          return false;
      } else {
        value += text[position++];
      }
    }
    any = true;
    skipBlanks();
  }
  return any;
}

Status StateParser::parseField(CheckpointState &state) {
  const std::string name(takeWord());
  if (name.empty())
    return error("a field's name");
  skipBlanks();
  if (!take(':'))
    return error("':' after '" + name + "'");
  skipBlanks();
  std::string value;
  const bool isPath =
      name == "model_checkpoint_path" || name == "all_model_checkpoint_paths";
  const bool isString = takeString(value);
  if (!isString && (isPath || takeWord().empty()))
    return error(isPath ? "a string for '" + name + "'"
                        : "a value for '" + name + "'");
  if (name == "model_checkpoint_path")
    state.modelCheckpointPath = std::move(value);
  else if (isPath)
    state.allModelCheckpointPaths.push_back(std::move(value));
  skipBlanks();
  if (take(',') || take(';'))
    skipBlanks();
  return Status();
}

StatusOr<CheckpointState> StateParser::parse() {
  CheckpointState state;
  for (skipBlanks(); !atEnd();)
    if (Status status = parseField(state); !status.ok())
      return status;
  return state;
}

StatusOr<CheckpointState> parseStateText(std::string_view text) {
  return StateParser(text).parse();
}

/// As protocol buffers print strings today: C escapes, octal ones for control
/// characters, and UTF-8 as it is.
static std::string quoted(const std::string &value) {
  std::string text = "\"";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    const size_t which = std::string_view("\n\r\t\"'\\").find(c);
    if (which != std::string_view::npos) {
      text += '\\';
      text += "nrt\"'\\"[which];
    } else if (byte < 0x20 || byte == 0x7f) {
      text += '\\';
      for (int shift = 6; shift >= 0; shift -= 3)
        text += static_cast<char>('0' + (byte >> shift & 7));
    } else {
      text += c;
    }
  }
  return text += '"';
}

std::string printStateText(const CheckpointState &state) {
  std::string text =
      "model_checkpoint_path: " + quoted(state.modelCheckpointPath) + "\n";
  for (const std::string &path : state.allModelCheckpointPaths)
    text += "all_model_checkpoint_paths: " + quoted(path) + "\n";
  return text;
}

} // namespace vf::ckpt
