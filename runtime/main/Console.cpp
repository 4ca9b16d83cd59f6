// Writes to the standard streams by system calls, so that a failure is seen
// where it happens.
#include "Console.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

using namespace vf;
using rt::Console;
using rt::Status;

constexpr char kRed[] = "\033[1;31m";
constexpr char kMagenta[] = "\033[1;35m";
constexpr char kCyan[] = "\033[1;36m";
constexpr char kPlain[] = "\033[0m";

/// Returns 0, or the error number.
static int writeAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return errno;
    text.remove_prefix(static_cast<size_t>(count));
  }
  return 0;
}

Console::Console() {
  const char *noColour = std::getenv("NO_COLOR");
  terminal = ::isatty(STDERR_FILENO) == 1;
  colours = terminal && !(noColour && *noColour);
}

Console Console::withJson() const {
  Console here = *this;
  here.json = true;
  return here;
}

Console Console::at(std::string_view place) const {
  Console here = *this;
  here.place = std::string(place) + ": ";
  return here;
}

Status Console::print(std::string_view text) const {
  if (int error = writeAll(STDOUT_FILENO, text))
    return Status(VF_UNAVAILABLE,
                  std::string("cannot write to standard output: ") +
                      std::strerror(error));
  return Status();
}

void Console::write(std::string_view text) const {
  (void)writeAll(STDERR_FILENO, text);
}

void Console::line(std::string_view text) const {
  write(std::string(text) + '\n');
}

void Console::labelled(std::string_view message, std::string_view label,
                       const char *colour) const {
  std::string text(label);
  if (colours)
    text = colour + text + kPlain;
  write(text + ' ' + std::string(message) + '\n');
}

void Console::tell(std::string_view text, const JsonEvent &event) const {
  line(json ? event.text() : text);
}

void Console::warning(std::string_view message) const {
  if (json)
    line(JsonEvent("warning")
             .string("message", place + std::string(message))
             .text());
  else
    report(message, "warning:", kMagenta);
}

void Console::error(std::string_view message) const {
  report(message, "error:", kRed);
}

void Console::report(std::string_view message, std::string_view label,
                     const char *colour) const {
  size_t end = std::min(message.find('\n'), message.size());
  write(place);
  labelled(message.substr(0, end), label, colour);
  while (end < message.size()) {
    message.remove_prefix(end + 1);
    end = std::min(message.find('\n'), message.size());
    std::string_view part = message.substr(0, end);
    bool isLabelled =
        part.substr(0, 6) == "note: " || part.substr(0, 6) == "hint: ";
    if (isLabelled)
      labelled(part.substr(6), part.substr(0, 5), kCyan);
    else
      line(part);
  }
}
