// The forms that options of the command line take, on top of CLI11's own.
#ifndef VF_RT_MAIN_OPTIONFORMS_H
#define VF_RT_MAIN_OPTIONFORMS_H

#include "Number.h"
#include "Usage.h"

#include <optional>
#include <string>
#include <vector>

namespace vf::rt {

/// A value "NAME=..." that may be given several times, one per occurrence.
CLI::Option *addBindings(CLI::App &app, const std::string &name,
                         std::vector<std::string> &values, const char *form,
                         const char *description);

/// A value that `parse` reads; its failures are wrong usage.
template <typename Value, typename Parse>
CLI::Option *addParsed(CLI::App &app, const std::string &name, Value &value,
                       Parse parse, const char *description) {
  CLI::callback_t store = [name, &value, parse](const CLI::results_t &words) {
    auto parsed = parse(words.back());
    if (!parsed.ok())
      throw CLI::ValidationError(name, parsed.status().message());
    value = *parsed;
    return true;
  };
  return app.add_option(name, store, description)->type_name("N");
}

/// A whole number from `first` to `last`.
template <typename T, typename Value>
CLI::Option *addNumber(CLI::App &app, const std::string &name, Value &value,
                       T first, T last, const char *description) {
  auto parse = [first, last](const std::string &word) {
    return parseNumber<T>(word, first, last);
  };
  return addParsed(app, name, value, parse, description);
}

CLI::Option *addCount(CLI::App &app, const std::string &name,
                      std::optional<int64_t> &value, const char *description);

/// An option that is there or not: "--name=value" is refused.
CLI::Option *addFlag(CLI::App &app, const std::string &name, bool &value,
                     const char *description);

/// A path or a part of one.
CLI::Option *addPath(CLI::App &app, const std::string &name, std::string &value,
                     const char *form, const char *description);

/// An empty path would read as an option that was not given.
std::string checkNotEmpty(const std::string &text);

} // namespace vf::rt

#endif // VF_RT_MAIN_OPTIONFORMS_H
