// What is wrong with a command line, in our words: CLI11's speak of its own
// inner life.
#ifndef VF_RT_MAIN_USAGE_H
#define VF_RT_MAIN_USAGE_H

#include "vf/rt/Status.h"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace vf::rt {

/// Refuses "--option=" without a value behind it, for which CLI11 would take
/// the next word.
Status checkValuesGiven(const std::vector<std::string> &words);

/// The text of `error`, which parsing with `app` has thrown.
std::string usageText(const CLI::App &app, const CLI::ParseError &error);

/// The end of a sentence about a word that is no subcommand of `app`.
std::string suggestSubcommands(const CLI::App &app, const std::string &word);

} // namespace vf::rt

#endif // VF_RT_MAIN_USAGE_H
