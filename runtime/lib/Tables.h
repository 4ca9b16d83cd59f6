// Contents of lookup tables: immutable once made, shared like strings.
#ifndef VF_RT_LIB_TABLES_H
#define VF_RT_LIB_TABLES_H

#include "Strings.h"

#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

/// What compiled code knows as an opaque handle. Made as a shared_ptr only. The
/// keys are numbers or texts, and so are the values; the other containers are
/// empty.
struct vf_table_content : std::enable_shared_from_this<vf_table_content> {
  int64_t size() const {
    return static_cast<int64_t>(byNumber.size() + byText.size());
  }
  bool hasSameKeys(const vf_table_content &other) const;

  /// The place of a key's value, or -1.
  int64_t find(int64_t key) const {
    auto found = byNumber.find(key);
    return found == byNumber.end() ? -1 : found->second;
  }
  int64_t find(std::string_view key) const {
    auto found = byText.find(key);
    return found == byText.end() ? -1 : found->second;
  }

  std::unordered_map<int64_t, int64_t> byNumber;
  std::unordered_map<std::string_view, int64_t> byText;
  std::vector<int64_t> numbers;   ///< values
  vf::rt::StringsRef texts;       ///< values
  vf::rt::StringsRef textsOfKeys; ///< what byText refers to
};

namespace vf::rt {

using TableRef = std::shared_ptr<const vf_table_content>;

/// Keys or values as compiled code gives them: int64_t, or a vf_strings.
struct TableElements {
  const int64_t *numbers = nullptr;
  const vf_strings *strings = nullptr;

  TableElements(int32_t dtype, const void *data) {
    if (dtype == VF_STRING)
      strings = static_cast<const vf_strings *>(data);
    else
      numbers = static_cast<const int64_t *>(data);
  }
};

/// A content of `count` keys and values (of strings: as many as there are).
/// FailedPrecondition where a key has two values.
StatusOr<TableRef> makeTable(TableElements keys, TableElements values,
                             int64_t count);

/// Stores the values of `count` keys where `content` has numbers.
void findNumbers(const vf_table_content &content, TableElements keys,
                 int64_t count, int64_t defaultValue, int64_t *values);

/// The values of keys of the sizes `dims` where `content` has strings.
StringsRef findStrings(const vf_table_content &content, TableElements keys,
                       const int64_t *dims, int32_t rank,
                       const vf_strings &defaultValue);

} // namespace vf::rt

#endif // VF_RT_LIB_TABLES_H
