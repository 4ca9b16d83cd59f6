// Rules that give a checkpoint's keys the names that a model wants.
#ifndef VF_CKPT_KEYMAP_H
#define VF_CKPT_KEYMAP_H

#include "vf/ckpt/Status.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vf::ckpt {

/// A list of rules REGEX=NAME; the first whose pattern is a whole key decides.
class KeyMap {
public:
  /// Each rule is split at its last "=" (keys have none). REGEX is ECMAScript's
  /// and NAME may use its groups, "$1". InvalidArgument names the rule that is
  /// none.
  static StatusOr<KeyMap> parse(const std::vector<std::string> &rules);

  KeyMap(KeyMap &&) noexcept;
  KeyMap &operator=(KeyMap &&) noexcept;
  ~KeyMap();

  /// From each name that the checkpoint's `keys` come to have to its key. A key
  /// without a rule has its own name, unless a renamed one has taken that.
  /// InvalidArgument where two keys are renamed to one name.
  StatusOr<std::map<std::string, std::string>>
  apply(const std::vector<std::string> &keys) const;

private:
  struct Rule;
  explicit KeyMap(std::vector<Rule> rules);
  std::vector<Rule> rules;
};

} // namespace vf::ckpt

#endif // VF_CKPT_KEYMAP_H
