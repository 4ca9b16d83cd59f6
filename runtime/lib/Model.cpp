// Verifies a model's descriptor, part by part; the first thing wrong is
// reported with its place, "entry #2 'train': feed #0: ...".
#include "Model.h"

#include "Shape.h"
#include "Strings.h"
#include "vf/ckpt/TensorSlice.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace vf;
using rt::Status;

static Status invalid(std::string message) {
  return Status(VF_INVALID_ARGUMENT, std::move(message));
}

static bool isName(const char *text) { return text && *text; }

/// "entry #2 'train'", or the number alone where there is no name.
static std::string place(const char *kind, int32_t index, const char *name) {
  std::string text = std::string(kind) + " #" + std::to_string(index);
  return isName(name) ? text + " '" + name + "'" : text;
}

static Status verifyArray(const char *what, int64_t count, const void *array) {
  if (count < 0)
    return invalid("negative number of " + std::string(what) + " (" +
                   std::to_string(count) + ")");
  if (count > 0 && !array)
    return invalid("the table of " + std::string(what) + " is missing");
  return Status();
}

static Status verifyIndex(const char *what, int32_t index, int32_t first,
                          int32_t count) {
  if (index >= first && index < count)
    return Status();
  return invalid(std::string(what) + " " + std::to_string(index) +
                 " is not in [" + std::to_string(first) + ", " +
                 std::to_string(count) + ")");
}

static Status verifyDType(int32_t dtype) {
  if (rt::elementBytes(dtype) == 0)
    return invalid("unknown element type " + std::to_string(dtype));
  return Status();
}

static Status verifyShape(int32_t dtype, int32_t rank, const int64_t *dims) {
  if (rank < 0 || rank > VF_MAX_RANK)
    return invalid("rank " + std::to_string(rank) + " is not in [0, " +
                   std::to_string(VF_MAX_RANK) + "]");
  if (rank > 0 && !dims)
    return invalid("the sizes are missing");
  for (int32_t i = 0; i < rank; ++i)
    if (dims[i] < -1)
      return invalid("size " + std::to_string(dims[i]) + " of dimension " +
                     std::to_string(i));
  if (rt::isStaticShape(dims, rank) && rt::tensorBytes(dtype, dims, rank) < 0)
    return invalid("shape " + rt::shapeText(dims, rank) +
                   " exceeds the address space");
  return Status();
}

static Status verifyHeader(const vf_model_desc &model) {
  if (model.abi_version != VF_ABI_VERSION)
    return Status(
        VF_FAILED_PRECONDITION,
        "the model has ABI version " + std::to_string(model.abi_version) +
            ", but this runtime has " + std::to_string(VF_ABI_VERSION));
  if (model.struct_size < sizeof(vf_model_desc))
    return Status(VF_FAILED_PRECONDITION,
                  "the model's descriptor has " +
                      std::to_string(model.struct_size) +
                      " bytes, but this runtime needs " +
                      std::to_string(sizeof(vf_model_desc)));
  if (!isName(model.name))
    return invalid("the model has no name");
  if (!model.graph_hash || !model.target || !model.compiler_version)
    return invalid("the model lacks its hash, target or compiler version");
  return Status();
}

static Status verifyVariable(const vf_variable_desc &variable) {
  if (!isName(variable.name))
    return invalid("the name is missing");
  if (Status status = verifyDType(variable.dtype); !status.ok())
    return status;
  if (variable.rank == -1)
    return Status();
  return verifyShape(variable.dtype, variable.rank, variable.dims);
}

static Status verifyTensor(const vf_tensor_desc &tensor, int32_t numSymbols) {
  if (!isName(tensor.name) || !isName(tensor.tensor))
    return invalid("the name is missing");
  if (Status status = verifyDType(tensor.dtype); !status.ok())
    return status;
  if (Status status = verifyShape(tensor.dtype, tensor.rank, tensor.dims);
      !status.ok())
    return status;
  if (tensor.rank > 0 && !tensor.symbols)
    return invalid("the symbols are missing");
  for (int32_t i = 0; i < tensor.rank; ++i)
    if (Status status =
            verifyIndex("symbol", tensor.symbols[i], -1, numSymbols);
        !status.ok())
      return status;
  return Status();
}

static Status verifyTensors(const char *kind, const vf_tensor_desc *tensors,
                            int32_t count, int32_t numSymbols) {
  for (int32_t i = 0; i < count; ++i)
    if (Status status = verifyTensor(tensors[i], numSymbols); !status.ok())
      return status.withContext(place(kind, i, tensors[i].name));
  return Status();
}

static Status verifyLocked(const vf_entry_desc &entry, int32_t numVariables) {
  if (Status status =
          verifyArray("locked variables", entry.num_locked, entry.locked);
      !status.ok())
    return status;
  // Ascending, so that no two calls wait for each other.
  for (int32_t i = 0; i < entry.num_locked; ++i)
    if (Status status =
            verifyIndex("locked variable", entry.locked[i],
                        i > 0 ? entry.locked[i - 1] + 1 : 0, numVariables);
        !status.ok())
      return status;
  return Status();
}

static Status verifyEntry(const vf_entry_desc &entry, int32_t numVariables) {
  if (!isName(entry.name))
    return invalid("the name is missing");
  if (!entry.function)
    return invalid("the code is missing");
  if (Status status = verifyArray("feeds", entry.num_feeds, entry.feeds);
      !status.ok())
    return status;
  if (Status status = verifyArray("fetches", entry.num_fetches, entry.fetches);
      !status.ok())
    return status;
  if (Status status = verifyArray("symbols", entry.num_symbols, entry.symbols);
      !status.ok())
    return status;
  for (int32_t i = 0; i < entry.num_symbols; ++i)
    if (!isName(entry.symbols[i]))
      return invalid("symbol #" + std::to_string(i) + " has no name");
  if (Status status = verifyLocked(entry, numVariables); !status.ok())
    return status;
  if (Status status = verifyTensors("feed", entry.feeds, entry.num_feeds,
                                    entry.num_symbols);
      !status.ok())
    return status;
  return verifyTensors("fetch", entry.fetches, entry.num_fetches,
                       entry.num_symbols);
}

/// The slice of a record is its variable, or a part of it.
static Status verifySlice(const vf_saver_tensor &tensor,
                          const vf_variable_desc &variable) {
  if (!*tensor.slice)
    return Status();
  ckpt::StatusOr<ckpt::ShapeAndSlice> parsed =
      ckpt::parseShapeAndSlice(tensor.slice);
  if (!parsed.ok())
    return parsed.status();
  const std::vector<int64_t> sizes = ckpt::sliceDims(parsed->slice);
  for (const auto *dims : {&std::as_const(parsed->dims), &sizes})
    if (static_cast<int32_t>(dims->size()) == variable.rank &&
        std::equal(dims->begin(), dims->end(), variable.dims))
      return Status();
  return invalid("slice '" + std::string(tensor.slice) +
                 "' is no part of variable '" + variable.name + "' of shape " +
                 rt::shapeText(variable.dims, std::max(variable.rank, 0)) +
                 ", nor the variable a slice of it");
}

static Status verifySaver(const vf_saver_desc &saver,
                          const vf_model_desc &model) {
  if (!saver.name)
    return invalid("the name is missing");
  if (saver.version != 1 && saver.version != 2)
    return invalid("checkpoint format " + std::to_string(saver.version) +
                   " is neither 1 nor 2");
  if (saver.max_to_keep < 0)
    return invalid("negative max_to_keep");
  if (Status status = verifyArray("tensors", saver.num_tensors, saver.tensors);
      !status.ok())
    return status;
  for (int32_t i = 0; i < saver.num_tensors; ++i) {
    const vf_saver_tensor &tensor = saver.tensors[i];
    if (!isName(tensor.key) || !tensor.slice)
      return invalid(place("tensor", i, tensor.key) + ": key or slice missing");
    if (Status status =
            verifyIndex("variable", tensor.variable, 0, model.num_variables);
        !status.ok())
      return status.withContext(place("tensor", i, tensor.key));
    if (Status status = verifySlice(tensor, model.variables[tensor.variable]);
        !status.ok())
      return status.withContext(place("tensor", i, tensor.key));
  }
  return Status();
}

static Status verifyConstant(const vf_strings_desc &constant) {
  if (Status status = verifyShape(VF_STRING, constant.rank, constant.dims);
      !status.ok())
    return status;
  if (!rt::isStaticShape(constant.dims, constant.rank))
    return invalid("a size is unknown");
  int64_t count = rt::tensorBytes(VF_STRING, constant.dims, constant.rank) /
                  rt::elementBytes(VF_STRING);
  if (Status status = verifyArray("elements", count, constant.elements);
      !status.ok())
    return status;
  return rt::checkStrings("elements", constant.elements, count);
}

static Status verifyTable(const vf_table_desc &table) {
  if (!isName(table.name))
    return invalid("the name is missing");
  for (int32_t dtype : {table.key_dtype, table.value_dtype})
    if (dtype != VF_STRING && dtype != VF_INT64)
      return invalid("keys or values of element type " + std::to_string(dtype));
  return Status();
}

static Status verifySite(const vf_site_desc &site) {
  if (!site.node || !site.op || !site.message)
    return invalid("node, op or message missing");
  if (site.code <= VF_OK || site.code > VF_DATA_LOSS)
    return invalid("code " + std::to_string(site.code) + " is no error");
  return Status();
}

/// Applies `verify` to each element of a table and adds the element's place to
/// what it reports.
template <typename T, typename Verify>
static Status verifyEach(const char *kind, const T *table, int32_t count,
                         const char *T::*name, Verify verify) {
  for (int32_t i = 0; i < count; ++i)
    if (Status status = verify(table[i]); !status.ok())
      return status.withContext(place(kind, i, table[i].*name));
  return Status();
}

static Status verifyTables(const vf_model_desc &model) {
  const struct {
    const char *what;
    int64_t count;
    const void *array;
  } tables[] = {{"variables", model.num_variables, model.variables},
                {"entries", model.num_entries, model.entries},
                {"savers", model.num_savers, model.savers},
                {"generators", model.num_generators, model.generators},
                {"sites", model.num_sites, model.sites},
                {"strings", model.num_strings, model.strings},
                {"tables", model.num_tables, model.tables}};
  for (const auto &table : tables)
    if (Status status = verifyArray(table.what, table.count, table.array);
        !status.ok())
      return status;
  return Status();
}

static Status verifyEntryNames(const vf_model_desc &model) {
  std::vector<std::string> names;
  for (int32_t i = 0; i < model.num_public_entries; ++i)
    names.push_back(model.entries[i].name);
  std::sort(names.begin(), names.end());
  auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end())
    return invalid("two entries are named '" + *twice + "'");
  return Status();
}

/// The fields that refer from the descriptor into its tables.
static Status verifyReferences(const vf_model_desc &model) {
  if (model.num_public_entries < 0 ||
      model.num_public_entries > model.num_entries)
    return invalid("the number of public entries, " +
                   std::to_string(model.num_public_entries) +
                   ", is not in [0, " + std::to_string(model.num_entries) +
                   "]");
  if (Status status = verifyIndex("global_step", model.global_step, -1,
                                  model.num_variables);
      !status.ok())
    return status;
  if (Status status =
          verifyIndex("initializer", model.initializer, -1, model.num_entries);
      !status.ok())
    return status;
  if (model.initializer < 0)
    return Status();
  const vf_entry_desc &initializer = model.entries[model.initializer];
  if (initializer.num_feeds != 0 || initializer.num_fetches != 0)
    return invalid("the initializer has feeds or fetches");
  return Status();
}

static Status verifyContent(const vf_model_desc &model) {
  if (Status status = verifyTables(model); !status.ok())
    return status;
  if (Status status =
          verifyEach("variable", model.variables, model.num_variables,
                     &vf_variable_desc::name, verifyVariable);
      !status.ok())
    return status;
  auto entryOfModel = [&](const vf_entry_desc &entry) {
    return verifyEntry(entry, model.num_variables);
  };
  if (Status status = verifyEach("entry", model.entries, model.num_entries,
                                 &vf_entry_desc::name, entryOfModel);
      !status.ok())
    return status;
  auto saverOfModel = [&](const vf_saver_desc &saver) {
    return verifySaver(saver, model);
  };
  if (Status status = verifyEach("saver", model.savers, model.num_savers,
                                 &vf_saver_desc::name, saverOfModel);
      !status.ok())
    return status;
  auto generatorHasNode = [](const vf_generator_desc &generator) {
    return isName(generator.node) ? Status() : invalid("the node is missing");
  };
  if (Status status =
          verifyEach("generator", model.generators, model.num_generators,
                     &vf_generator_desc::node, generatorHasNode);
      !status.ok())
    return status;
  for (int32_t i = 0; i < model.num_strings; ++i)
    if (Status status = verifyConstant(model.strings[i]); !status.ok())
      return status.withContext(place("strings", i, nullptr));
  if (Status status = verifyEach("table", model.tables, model.num_tables,
                                 &vf_table_desc::name, verifyTable);
      !status.ok())
    return status;
  if (Status status = verifyEach("site", model.sites, model.num_sites,
                                 &vf_site_desc::node, verifySite);
      !status.ok())
    return status;
  if (Status status = verifyReferences(model); !status.ok())
    return status;
  return verifyEntryNames(model);
}

Status rt::verifyModel(const vf_model_desc *model) {
  if (!model)
    return invalid("no model descriptor");
  if (Status status = verifyHeader(*model); !status.ok())
    return status;
  return verifyContent(*model).withContext("model '" +
                                           std::string(model->name) + "'");
}
