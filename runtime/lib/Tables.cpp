// Fills and reads contents of tables, the four kinds by two templates: one over
// the keys, one over the values.
#include "Tables.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <string>

using namespace vf;
using rt::Status;
using rt::StatusOr;
using rt::StringsRef;
using rt::TableElements;
using rt::TableRef;

template <typename Map>
static bool haveSameKeys(const Map &a, const Map &b) {
  return a.size() == b.size() &&
         std::all_of(a.begin(), a.end(), [&](const auto &entry) {
           return b.find(entry.first) != b.end();
         });
}

bool vf_table_content::hasSameKeys(const vf_table_content &other) const {
  return haveSameKeys(byNumber, other.byNumber) &&
         haveSameKeys(byText, other.byText);
}

//===- Filling ------------------------------------------------------------===//

static std::string print(int64_t number) { return std::to_string(number); }
static std::string print(std::string_view text) { return std::string(text); }

/// The value at a place, as messages print it.
static std::string valueText(const vf_table_content &content, int64_t place) {
  return content.texts
             ? print(rt::textOf(content.texts->values.elements[place]))
             : print(content.numbers[place]);
}

/// Adds `key`, whose value is the `place`-th. A key that comes again must have
/// the same value.
template <typename Map, typename Key>
static Status addKey(const vf_table_content &content, Map &map, Key key,
                     int64_t place) {
  auto [entry, isNew] = map.emplace(key, place);
  if (isNew)
    return Status();
  std::string first = valueText(content, entry->second);
  std::string second = valueText(content, place);
  if (first == second)
    return Status();
  return Status(VF_FAILED_PRECONDITION,
                "HashTable has different value for same key. Key " +
                    print(key) + " has " + first + " and trying to add value " +
                    second);
}

StatusOr<TableRef> rt::makeTable(TableElements keys, TableElements values,
                                 int64_t count) {
  auto content = std::make_shared<vf_table_content>();
  if (values.strings) {
    content->texts = values.strings->shared_from_this();
    count = content->texts->count();
  } else {
    content->numbers.assign(values.numbers, values.numbers + count);
  }
  if (keys.strings)
    content->textsOfKeys = keys.strings->shared_from_this();
  for (int64_t i = 0; i < count; ++i) {
    Status status =
        keys.strings ? addKey(*content, content->byText,
                              textOf(keys.strings->values.elements[i]), i)
                     : addKey(*content, content->byNumber, keys.numbers[i], i);
    if (!status.ok())
      return status;
  }
  return TableRef(std::move(content));
}

//===- Finding ------------------------------------------------------------===//

/// The place of the value of the `i`-th key, or -1.
static int64_t findPlace(const vf_table_content &content,
                         const TableElements &keys, int64_t i) {
  return keys.strings
             ? content.find(rt::textOf(keys.strings->values.elements[i]))
             : content.find(keys.numbers[i]);
}

void rt::findNumbers(const vf_table_content &content, TableElements keys,
                     int64_t count, int64_t defaultValue, int64_t *values) {
  for (int64_t i = 0; i < count; ++i) {
    int64_t place = findPlace(content, keys, i);
    values[i] = place < 0 ? defaultValue : content.numbers[place];
  }
}

StringsRef rt::findStrings(const vf_table_content &content, TableElements keys,
                           const int64_t *dims, int32_t rank,
                           const vf_strings &defaultValue) {
  int64_t count = std::accumulate(dims, dims + rank, int64_t{1},
                                  std::multiplies<int64_t>());
  std::vector<vf_string> found;
  found.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i) {
    int64_t place = findPlace(content, keys, i);
    found.push_back(place < 0 ? defaultValue.values.elements[0]
                              : content.texts->values.elements[place]);
  }
  return copyStrings(found.data(), dims, rank);
}
