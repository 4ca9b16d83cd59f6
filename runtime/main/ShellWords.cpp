// One pass over the line. Quotes do not end a word, so that a"b c"d is one.
#include "ShellWords.h"

using namespace vf;
using rt::Status;
using rt::StatusOr;

static bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

static Status unclosed(char quote) {
  return Status(VF_INVALID_ARGUMENT, std::string("expected a closing ") +
                                         quote + ", found the end of the line");
}

/// Appends the quoted text that begins behind the quote at `*at`, and moves
/// `at` to the closing quote.
static Status appendQuoted(std::string_view line, size_t &at,
                           std::string &word) {
  char quote = line[at];
  for (++at; at < line.size(); ++at) {
    if (line[at] == quote)
      return Status();
    bool escapes = quote == '"' && line[at] == '\\' && at + 1 < line.size() &&
                   (line[at + 1] == '"' || line[at + 1] == '\\');
    word += line[escapes ? ++at : at];
  }
  return unclosed(quote);
}

StatusOr<std::vector<std::string>> rt::splitShellWords(std::string_view line) {
  std::vector<std::string> words;
  bool inWord = false;
  for (size_t at = 0; at < line.size(); ++at) {
    if (isBlank(line[at])) {
      inWord = false;
      continue;
    }
    if (!inWord && line[at] == '#')
      break;
    if (!inWord)
      words.emplace_back();
    inWord = true;
    if (line[at] == '\'' || line[at] == '"') {
      if (Status status = appendQuoted(line, at, words.back()); !status.ok())
        return status;
      continue;
    }
    if (line[at] == '\\' && ++at == line.size())
      return Status(VF_INVALID_ARGUMENT,
                    "expected a character behind the backslash, found the end "
                    "of the line");
    words.back() += line[at];
  }
  return words;
}
