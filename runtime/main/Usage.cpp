// Translates CLI11's exceptions by their types.
#include "Usage.h"

#include "Names.h"

using namespace vf;
using rt::Status;

Status rt::checkValuesGiven(const std::vector<std::string> &words) {
  for (const std::string &word : words)
    if (word.compare(0, 2, "--") == 0 && word.find('=') == word.size() - 1)
      return Status(VF_INVALID_ARGUMENT, word.substr(0, word.size() - 1) +
                                             ": expected a value behind '='");
  return Status();
}

std::string rt::suggestSubcommands(const CLI::App &app,
                                   const std::string &word) {
  std::vector<std::string_view> names;
  for (const CLI::App *subcommand : app.get_subcommands(nullptr))
    names.push_back(subcommand->get_name());
  return suggest(word, names);
}

static std::string suggestOptions(const CLI::App &app,
                                  const std::string &word) {
  std::vector<std::string> names;
  for (const CLI::Option *option : app.get_options(nullptr))
    for (const std::string &name : option->get_lnames())
      names.push_back("--" + name);
  return rt::suggest(word, {names.begin(), names.end()});
}

/// About the first word that has no meaning.
static std::string extraWordText(const CLI::App &app) {
  const std::string word = app.remaining(/*recurse=*/true).front();
  const std::vector<CLI::App *> parsed = app.get_subcommands();
  const CLI::App &active = parsed.empty() ? app : *parsed.front();
  if (word.front() == '-') {
    std::string name = word.substr(0, word.find('='));
    return "there is no option '" + name + "'" + suggestOptions(active, name);
  }
  bool isSubcommand = parsed.empty() && !app.get_subcommands(nullptr).empty();
  if (isSubcommand)
    return "there is no subcommand '" + word + "'" +
           rt::suggestSubcommands(app, word);
  return "'" + word + "' is one word too many";
}

std::string rt::usageText(const CLI::App &app, const CLI::ParseError &error) {
  std::string text = error.what();
  if (dynamic_cast<const CLI::ExtrasError *>(&error))
    return extraWordText(app);
  // Its text is "--steps: ..." with some counts, or "init was given ...".
  if (dynamic_cast<const CLI::ArgumentMismatch *>(&error)) {
    size_t end = text.find_first_of(": ");
    std::string name = text.substr(0, end);
    return text[end] == ':' ? name + ": expected one value"
                            : "--" + name + " takes no value";
  }
  return text;
}
