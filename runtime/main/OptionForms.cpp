// Options of several forms.
#include "OptionForms.h"

using namespace vf;

CLI::Option *rt::addBindings(CLI::App &app, const std::string &name,
                             std::vector<std::string> &values, const char *form,
                             const char *description) {
  return app.add_option(name, values, description)
      ->type_name(form)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
}

CLI::Option *rt::addCount(CLI::App &app, const std::string &name,
                          std::optional<int64_t> &value,
                          const char *description) {
  return addNumber<int64_t>(app, name, value, 1, INT64_MAX, description);
}

CLI::Option *rt::addFlag(CLI::App &app, const std::string &name, bool &value,
                         const char *description) {
  return app.add_flag(name, value, description)->disable_flag_override();
}

std::string rt::checkNotEmpty(const std::string &text) {
  return text.empty() ? "expected a path" : "";
}

CLI::Option *rt::addPath(CLI::App &app, const std::string &name,
                         std::string &value, const char *form,
                         const char *description) {
  return app.add_option(name, value, description)
      ->type_name(form)
      ->check(checkNotEmpty);
}
