// Renames keys with the standard library's regular expressions, whose
// exceptions end here. Its matcher recurses once or more per character, so
// longer keys than any graph has are refused instead of matched.
#include "vf/ckpt/KeyMap.h"

#include <optional>
#include <regex>

namespace vf::ckpt {

static constexpr size_t kLongestKey = 1024;

struct KeyMap::Rule {
  std::string text;
  std::regex pattern;
  std::string name;
};

KeyMap::KeyMap(std::vector<Rule> rules) : rules(std::move(rules)) {}
KeyMap::KeyMap(KeyMap &&) noexcept = default;
KeyMap &KeyMap::operator=(KeyMap &&) noexcept = default;
KeyMap::~KeyMap() = default;

StatusOr<KeyMap> KeyMap::parse(const std::vector<std::string> &texts) {
  std::vector<Rule> rules;
  for (const std::string &text : texts) {
    const size_t equals = text.rfind('=');
    if (equals == text.npos || equals == 0 || equals + 1 == text.size())
      return Status(VF_INVALID_ARGUMENT,
                    "expected REGEX=NAME, found '" + text + "'");
    try {
      rules.push_back(
          {text, std::regex(text.substr(0, equals)), text.substr(equals + 1)});
    } catch (const std::regex_error &error) {
      return Status(VF_INVALID_ARGUMENT,
                    "'" + text.substr(0, equals) +
                        "' is no regular expression: " + error.what());
    }
  }
  return KeyMap(std::move(rules));
}

/// The name that `rules` give `key`, if one of them matches.
template <typename Rules>
static std::optional<std::string> rename(const Rules &rules,
                                         const std::string &key) {
  for (const auto &rule : rules) {
    std::smatch match;
    if (std::regex_match(key, match, rule.pattern))
      return match.format(rule.name);
  }
  return std::nullopt;
}

StatusOr<std::map<std::string, std::string>>
KeyMap::apply(const std::vector<std::string> &keys) const {
  std::map<std::string, std::string> names;
  std::vector<std::string> unchanged;
  for (const std::string &key : keys) {
    if (key.size() > kLongestKey)
      return Status(VF_INVALID_ARGUMENT, "cannot rename keys of more than " +
                                             std::to_string(kLongestKey) +
                                             " bytes, found '" +
                                             key.substr(0, 64) + "...'");
    const std::optional<std::string> name = rename(rules, key);
    if (!name) {
      unchanged.push_back(key);
      continue;
    }
    const auto [place, isNew] = names.try_emplace(*name, key);
    if (!isNew)
      return Status(VF_INVALID_ARGUMENT, "keys '" + place->second + "' and '" +
                                             key + "' are both renamed to '" +
                                             *name + "'");
  }
  for (const std::string &key : unchanged)
    names.try_emplace(key, key);
  return names;
}

} // namespace vf::ckpt
