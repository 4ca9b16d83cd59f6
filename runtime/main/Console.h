// Standard output and standard error of a program: values go to the one,
// everything else to the other.
#ifndef VF_RT_MAIN_CONSOLE_H
#define VF_RT_MAIN_CONSOLE_H

#include "Json.h"
#include "vf/rt/Status.h"

#include <string>
#include <string_view>

namespace vf::rt {

class Console {
public:
  /// Looks at the terminal and at NO_COLOR.
  Console();

  /// The same streams; what is told, warnings too, becomes JSON objects, one
  /// per line. Errors stay text: they end the run.
  Console withJson() const;
  /// The same streams; errors and warnings begin with "PLACE: ".
  Console at(std::string_view place) const;

  /// Writes to standard output; fails where nobody reads it any more.
  Status print(std::string_view text) const;

  /// Prints "error: MESSAGE" or "warning: MESSAGE". Lines of the message after
  /// the first are "note:" and "hint:" lines, or parts of a report.
  void error(std::string_view message) const;
  void warning(std::string_view message) const;
  /// Prints what happened, as a line of text or as an event.
  void tell(std::string_view text, const JsonEvent &event) const;
  /// Prints a line of standard error as it is.
  void line(std::string_view text) const;
  /// Writes to standard error; what cannot be written is dropped.
  void write(std::string_view text) const;

  /// Whether standard error is a terminal.
  bool isTerminal() const { return terminal; }

private:
  void report(std::string_view message, std::string_view label,
              const char *colour) const;
  void labelled(std::string_view message, std::string_view label,
                const char *colour) const;

  std::string place; ///< "FILE:LINE: ", or empty
  bool terminal;
  bool colours;
  bool json = false; ///< events are JSON objects
};

} // namespace vf::rt

#endif // VF_RT_MAIN_CONSOLE_H
