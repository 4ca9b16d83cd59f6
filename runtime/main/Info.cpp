// Prints a descriptor as text and as JSON.
#include "Info.h"

#include "Json.h"
#include "Shape.h"
#include "vf/rt/vf.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>

using namespace vf;
using rt::jsonString;

//===- Text ---------------------------------------------------------------===//

/// "float [B,64]".
static std::string typeText(const vf_entry_desc &entry,
                            const vf_tensor_desc &tensor) {
  std::string text = std::string(vf_dtype_name(tensor.dtype)) + " [";
  for (int32_t i = 0; i < tensor.rank; ++i) {
    if (i > 0)
      text += ',';
    if (tensor.dims[i] >= 0)
      text += std::to_string(tensor.dims[i]);
    else
      text += tensor.symbols[i] >= 0 ? entry.symbols[tensor.symbols[i]] : "?";
  }
  return text + ']';
}

static std::string tensorsText(const vf_entry_desc &entry, const char *kind,
                               const vf_tensor_desc *tensors, int32_t count) {
  std::string text;
  for (int32_t i = 0; i < count; ++i) {
    text += std::string("    ") + kind + " " + tensors[i].name + "  " +
            typeText(entry, tensors[i]);
    if (tensors[i].tensor != std::string(tensors[i].name) + ":0")
      text += std::string("  (") + tensors[i].tensor + ")";
    text += '\n';
  }
  return text;
}

static std::string entriesText(const vf_model_desc &model) {
  std::string text = "entries:\n";
  for (int32_t i = 0; i < model.num_public_entries; ++i) {
    const vf_entry_desc &entry = model.entries[i];
    bool writes = entry.flags & VF_ENTRY_WRITES_STATE;
    text += std::string("  ") + entry.name +
            (writes ? "  (writes state)" : "  (reads only)") + "\n";
    text += tensorsText(entry, "feed ", entry.feeds, entry.num_feeds);
    text += tensorsText(entry, "fetch", entry.fetches, entry.num_fetches);
  }
  return text;
}

/// The variable's shape; "[...]" where even the rank is unknown.
static std::string variableShape(const vf_variable_desc &variable) {
  return variable.rank < 0 ? "[...]"
                           : rt::shapeText(variable.dims, variable.rank);
}

static std::string bytesText(int64_t bytes) {
  const char *units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  for (; value >= 1024 && unit + 1 < std::size(units); ++unit)
    value /= 1024;
  char text[48];
  std::snprintf(text, sizeof(text), unit == 0 ? "%.0f %s" : "%.1f %s", value,
                units[unit]);
  return text;
}

static int64_t stateBytes(const vf_model_desc &model) {
  int64_t bytes = 0;
  for (int32_t i = 0; i < model.num_variables; ++i) {
    const vf_variable_desc &variable = model.variables[i];
    if (variable.dtype != VF_STRING &&
        rt::isStaticShape(variable.dims, variable.rank))
      bytes += rt::tensorBytes(variable.dtype, variable.dims, variable.rank);
  }
  return bytes;
}

static std::string variablesText(const vf_model_desc &model) {
  std::string text = "variables: " + std::to_string(model.num_variables) +
                     " (" + bytesText(stateBytes(model)) + ")\n";
  for (int32_t i = 0; i < model.num_variables; ++i) {
    const vf_variable_desc &variable = model.variables[i];
    text += std::string("  ") + variable.name + "  " +
            vf_dtype_name(variable.dtype) + " " + variableShape(variable);
    if (variable.flags & VF_VARIABLE_TRAINABLE)
      text += "  trainable";
    if (!(variable.flags & VF_VARIABLE_HAS_INITIALIZER))
      text += "  no initializer";
    if (i == model.global_step)
      text += "  global step";
    text += '\n';
  }
  return text;
}

static std::string tablesText(const vf_model_desc &model) {
  if (model.num_tables == 0)
    return "";
  std::string text = "tables:\n";
  for (int32_t i = 0; i < model.num_tables; ++i) {
    const vf_table_desc &table = model.tables[i];
    bool hasInitializer = table.flags & VF_VARIABLE_HAS_INITIALIZER;
    text += std::string("  ") + table.name + "  " +
            vf_dtype_name(table.key_dtype) + " -> " +
            vf_dtype_name(table.value_dtype) +
            (hasInitializer ? "\n" : "  no initializer\n");
  }
  return text;
}

static std::string saversText(const vf_model_desc &model) {
  std::string text = "savers:\n";
  for (int32_t i = 0; i < model.num_savers; ++i) {
    const vf_saver_desc &saver = model.savers[i];
    text += std::string("  ") + (*saver.name ? saver.name : "(default)") +
            "  format V" + std::to_string(saver.version) + ", " +
            std::to_string(saver.num_tensors) + " tensors\n";
  }
  return text;
}

std::string rt::infoText(const vf_model_desc &model) {
  std::string text = std::string("model ") + model.name + "\n  graph " +
                     model.graph_hash + "\n  target " + model.target +
                     "\n  compiled by VarFlow " + model.compiler_version +
                     ", run by " + vf_version() + " (ABI " +
                     std::to_string(VF_ABI_VERSION) + ")\n";
  if (model.shadow_bytes > 0)
    text +=
        "  copies for safe failing: " + bytesText(model.shadow_bytes) + "\n";
  return text + entriesText(model) + variablesText(model) + tablesText(model) +
         saversText(model);
}

//===- JSON ---------------------------------------------------------------===//

/// "[a,b]" from what `item(i)` returns for each i below `count`.
template <typename Item>
static std::string jsonList(int32_t count, Item item) {
  std::string text = "[";
  for (int32_t i = 0; i < count; ++i) {
    if (i > 0)
      text += ',';
    text += item(i);
  }
  return text + ']';
}

static std::string jsonField(const char *name, const std::string &value) {
  return jsonString(name) + ':' + value;
}

static std::string jsonBool(bool value) { return value ? "true" : "false"; }

static std::string tensorJson(const vf_entry_desc &entry,
                              const vf_tensor_desc &tensor) {
  auto size = [&](int32_t i) -> std::string {
    if (tensor.dims[i] >= 0)
      return std::to_string(tensor.dims[i]);
    int32_t symbol = tensor.symbols[i];
    return symbol < 0 ? "null" : jsonString(entry.symbols[symbol]);
  };
  return '{' + jsonField("name", jsonString(tensor.name)) + ',' +
         jsonField("tensor", jsonString(tensor.tensor)) + ',' +
         jsonField("dtype", jsonString(vf_dtype_name(tensor.dtype))) + ',' +
         jsonField("shape", jsonList(tensor.rank, size)) + '}';
}

static std::string entryJson(const vf_entry_desc &entry) {
  auto feed = [&](int32_t i) { return tensorJson(entry, entry.feeds[i]); };
  auto fetch = [&](int32_t i) { return tensorJson(entry, entry.fetches[i]); };
  bool writes = entry.flags & VF_ENTRY_WRITES_STATE;
  return '{' + jsonField("name", jsonString(entry.name)) + ',' +
         jsonField("writes_state", jsonBool(writes)) + ',' +
         jsonField("feeds", jsonList(entry.num_feeds, feed)) + ',' +
         jsonField("fetches", jsonList(entry.num_fetches, fetch)) + '}';
}

static std::string variableJson(const vf_variable_desc &variable) {
  auto size = [&](int32_t i) -> std::string {
    return variable.dims[i] < 0 ? "null" : std::to_string(variable.dims[i]);
  };
  bool trainable = variable.flags & VF_VARIABLE_TRAINABLE;
  bool hasInitializer = variable.flags & VF_VARIABLE_HAS_INITIALIZER;
  return '{' + jsonField("name", jsonString(variable.name)) + ',' +
         jsonField("dtype", jsonString(vf_dtype_name(variable.dtype))) + ',' +
         jsonField("shape",
                   variable.rank < 0 ? "null" : jsonList(variable.rank, size)) +
         ',' + jsonField("trainable", jsonBool(trainable)) + ',' +
         jsonField("has_initializer", jsonBool(hasInitializer)) + '}';
}

static std::string tableJson(const vf_table_desc &table) {
  bool hasInitializer = table.flags & VF_VARIABLE_HAS_INITIALIZER;
  return '{' + jsonField("name", jsonString(table.name)) + ',' +
         jsonField("key_dtype", jsonString(vf_dtype_name(table.key_dtype))) +
         ',' +
         jsonField("value_dtype",
                   jsonString(vf_dtype_name(table.value_dtype))) +
         ',' + jsonField("has_initializer", jsonBool(hasInitializer)) + '}';
}

static std::string saverJson(const vf_model_desc &model,
                             const vf_saver_desc &saver) {
  auto tensor = [&](int32_t i) {
    const vf_saver_tensor &tensor = saver.tensors[i];
    const vf_variable_desc &variable = model.variables[tensor.variable];
    return '{' + jsonField("key", jsonString(tensor.key)) + ',' +
           jsonField("slice", jsonString(tensor.slice)) + ',' +
           jsonField("variable", jsonString(variable.name)) + '}';
  };
  return '{' + jsonField("name", jsonString(saver.name)) + ',' +
         jsonField("version", std::to_string(saver.version)) + ',' +
         jsonField("sharded", jsonBool(saver.sharded)) + ',' +
         jsonField("max_to_keep", std::to_string(saver.max_to_keep)) + ',' +
         jsonField("tensors", jsonList(saver.num_tensors, tensor)) + '}';
}

std::string rt::infoJson(const vf_model_desc &model) {
  auto entry = [&](int32_t i) { return entryJson(model.entries[i]); };
  auto variable = [&](int32_t i) { return variableJson(model.variables[i]); };
  auto table = [&](int32_t i) { return tableJson(model.tables[i]); };
  auto saver = [&](int32_t i) { return saverJson(model, model.savers[i]); };
  std::string globalStep =
      model.global_step < 0
          ? "null"
          : jsonString(model.variables[model.global_step].name);
  return '{' + jsonField("name", jsonString(model.name)) + ',' +
         jsonField("graph_hash", jsonString(model.graph_hash)) + ',' +
         jsonField("target", jsonString(model.target)) + ',' +
         jsonField("compiler_version", jsonString(model.compiler_version)) +
         ',' + jsonField("runtime_version", jsonString(vf_version())) + ',' +
         jsonField("abi_version", std::to_string(model.abi_version)) + ',' +
         jsonField("shadow_bytes", std::to_string(model.shadow_bytes)) + ',' +
         jsonField("global_step", globalStep) + ',' +
         jsonField("entries", jsonList(model.num_public_entries, entry)) + ',' +
         jsonField("variables", jsonList(model.num_variables, variable)) + ',' +
         jsonField("tables", jsonList(model.num_tables, table)) + ',' +
         jsonField("savers", jsonList(model.num_savers, saver)) + "}\n";
}
