// "NAME=VALUE" arguments and the tensors of an entry that they name.
#ifndef VF_RT_MAIN_BINDINGS_H
#define VF_RT_MAIN_BINDINGS_H

#include "vf/rt/Status.h"

#include <string>
#include <vector>

namespace vf::rt {

struct Binding {
  int32_t index; ///< of the feed or fetch in the entry
  std::string value;
};

/// Which of an entry's two lists a name belongs to.
enum class Role { Feed, Fetch };

/// The public entry `name`; the failure suggests names.
StatusOr<int32_t> resolveEntry(const vf_model_desc &model,
                               const std::string &name);

/// The feed or fetch that `name` means: its public name or the graph's tensor,
/// with or without ":0".
StatusOr<int32_t> resolveTensor(const vf_entry_desc &entry, Role role,
                                const std::string &name);

/// Fails where an argument is not NAME=VALUE. `option` begins the message.
Status checkBindings(const char *option,
                     const std::vector<std::string> &arguments);

/// Splits each argument, which must have that form, at its first "=" and
/// resolves the name.
StatusOr<std::vector<Binding>>
resolveBindings(const vf_entry_desc &entry, Role role,
                const std::vector<std::string> &arguments);

/// Fails, naming the folder, where `path` lies in a folder that does not exist.
Status checkFolderOf(const std::string &path);

} // namespace vf::rt

#endif // VF_RT_MAIN_BINDINGS_H
