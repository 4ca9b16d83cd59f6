// Resolves names of the command line.
#include "Bindings.h"

#include "Names.h"
#include "ckpt/PosixFile.h"
#include "vf/rt/vf.h"

#include <string_view>

using namespace vf;
using rt::Binding;
using rt::Role;
using rt::Status;
using rt::StatusOr;

StatusOr<int32_t> rt::resolveEntry(const vf_model_desc &model,
                                   const std::string &name) {
  int32_t index = vf_find_entry(&model, name.c_str());
  if (index >= 0)
    return index;
  std::vector<std::string_view> names;
  for (int32_t i = 0; i < model.num_public_entries; ++i)
    names.push_back(model.entries[i].name);
  return Status(VF_NOT_FOUND,
                "there is no entry '" + name + "'" + suggest(name, names));
}

StatusOr<int32_t> rt::resolveTensor(const vf_entry_desc &entry, Role role,
                                    const std::string &name) {
  bool isFeed = role == Role::Feed;
  const vf_tensor_desc *tensors = isFeed ? entry.feeds : entry.fetches;
  int32_t count = isFeed ? entry.num_feeds : entry.num_fetches;
  std::vector<std::string_view> names;
  for (int32_t i = 0; i < count; ++i) {
    if (name == tensors[i].name || name == tensors[i].tensor ||
        name + ":0" == tensors[i].tensor)
      return i;
    names.push_back(tensors[i].name);
  }
  std::string what = isFeed ? "feed" : "fetch";
  return Status(VF_NOT_FOUND, "entry '" + std::string(entry.name) +
                                  "' has no " + what + " '" + name + "'" +
                                  suggest(name, names));
}

Status rt::checkBindings(const char *option,
                         const std::vector<std::string> &arguments) {
  for (const std::string &argument : arguments) {
    size_t equals = argument.find('=');
    if (equals == std::string::npos || equals == 0 ||
        equals + 1 == argument.size())
      return Status(VF_INVALID_ARGUMENT, std::string(option) +
                                             ": expected NAME=VALUE, found '" +
                                             argument + "'");
  }
  return Status();
}

StatusOr<std::vector<Binding>>
rt::resolveBindings(const vf_entry_desc &entry, Role role,
                    const std::vector<std::string> &arguments) {
  std::vector<Binding> bindings;
  for (const std::string &argument : arguments) {
    size_t equals = argument.find('=');
    StatusOr<int32_t> index =
        resolveTensor(entry, role, argument.substr(0, equals));
    if (!index.ok())
      return index.status();
    bindings.push_back({*index, argument.substr(equals + 1)});
  }
  return bindings;
}

Status rt::checkFolderOf(const std::string &path) {
  std::string folder = ckpt::folderOf(path);
  if (ckpt::isFolder(folder))
    return Status();
  return Status(VF_NOT_FOUND, "cannot write '" + path +
                                  "': there is no folder '" + folder + "'");
}
