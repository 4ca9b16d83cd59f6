// Contexts and calls: check the arguments, take the lock, run the entry's code;
// and what that code may ask of the runtime.
#include "Context.h"

#include "Message.h"
#include "Shape.h"

#include <algorithm>
#include <memory>

using namespace vf;
using rt::Context;
using rt::Status;
using rt::StatusOr;

//===- What compiled code asks for ----------------------------------------===//

static Status reserveArena(Context &context, int64_t bytes) {
  if (bytes < 0 || !context.arenaBuffer.reserve(bytes))
    return Status(VF_RESOURCE_EXHAUSTED,
                  "entry '" + std::string(context.running->name) +
                      "': no memory for its " + std::to_string(bytes) +
                      " bytes of temporaries");
  context.arena = context.arenaBuffer.data();
  return Status();
}

static Status reserveFetch(Context &context, vf_arg &fetch, int32_t index,
                           int64_t bytes) {
  rt::AlignedBuffer &own = context.fetchBuffers[index];
  const char *name = context.running->fetches[index].name;
  if (fetch.data && fetch.data != own.data()) {
    if (fetch.capacity >= bytes)
      return Status();
    return Status(VF_INVALID_ARGUMENT,
                  "fetch '" + std::string(name) + "': shape " +
                      rt::shapeText(fetch.dims, fetch.rank) + " needs " +
                      std::to_string(bytes) + " bytes, but the buffer has " +
                      std::to_string(fetch.capacity));
  }
  if (bytes < 0 || !own.reserve(bytes))
    return Status(VF_RESOURCE_EXHAUSTED, "fetch '" + std::string(name) +
                                             "': no memory for its " +
                                             std::to_string(bytes) + " bytes");
  fetch.data = own.data();
  return Status();
}

/// Keeps the strings that `make` returns until the call ends.
template <typename Make>
static int32_t makeStrings(vf_ctx *ctx, const vf_strings **result, Make make) {
  Context &context = rt::contextOf(ctx);
  return context.perform([&] {
    context.made.push_back(make());
    *result = context.made.back().get();
    return Status();
  });
}

/// Fails as `site` does, for a reason that only the run knows.
static Status failAt(const Context &context, int32_t site, const Status &why) {
  const vf_site_desc &desc = context.instance.model.sites[site];
  return Status(why.code(), rt::formatSite(desc, nullptr, 0) + why.message());
}

static Status buildTable(Context &context, int32_t table, int32_t site,
                         const void *keys, const void *values, int64_t count,
                         const vf_table_content **result) {
  const vf_table_desc &desc = context.instance.model.tables[table];
  StatusOr<rt::TableRef> made =
      rt::makeTable({desc.key_dtype, keys}, {desc.value_dtype, values}, count);
  if (!made.ok())
    return failAt(context, site, made.status());
  const rt::TableRef &now = context.instance.tables[table];
  if (now && !now->hasSameKeys(**made))
    return failAt(context, site,
                  Status(VF_FAILED_PRECONDITION,
                         "Table was already initialized with different data."));
  context.madeTables.push_back(std::move(*made));
  *result = context.madeTables.back().get();
  return Status();
}

static const vf_runtime_api kRuntimeApi = {
    sizeof(vf_runtime_api),
    VF_ABI_VERSION,
    [](vf_ctx *ctx, int64_t bytes) {
      Context &context = rt::contextOf(ctx);
      return context.perform([&] { return reserveArena(context, bytes); });
    },
    [](vf_ctx *ctx, vf_arg *fetch, int32_t index, int64_t bytes) {
      Context &context = rt::contextOf(ctx);
      return context.perform(
          [&] { return reserveFetch(context, *fetch, index, bytes); });
    },
    [](vf_ctx *ctx, int32_t site, const int64_t *values, int32_t count) {
      Context &context = rt::contextOf(ctx);
      return context.perform([&] {
        const vf_site_desc &desc = context.instance.model.sites[site];
        return Status(static_cast<vf_code>(desc.code),
                      rt::formatSite(desc, values, count));
      });
    },
    [](vf_ctx *ctx, int64_t count, int64_t grain, vf_parallel_body body,
       void *state) {
      rt::contextOf(ctx).instance.threads.run(count, grain, body, state);
    },
    [](vf_ctx *ctx, int32_t count) {
      Context &context = rt::contextOf(ctx);
      return context.perform([&] {
        context.kept.reserve(static_cast<size_t>(count));
        return Status();
      });
    },
    [](vf_ctx *ctx, const vf_arg *feed, const vf_strings **result) {
      return makeStrings(ctx, result, [&] {
        return rt::copyStrings(static_cast<const vf_string *>(feed->data),
                               feed->dims, feed->rank);
      });
    },
    [](vf_ctx *ctx, int32_t index) {
      return rt::contextOf(ctx).instance.constants[index].get();
    },
    [](vf_ctx *ctx, const vf_strings *const *operands, int32_t count,
       const vf_strings **result) {
      return makeStrings(ctx, result,
                         [&] { return rt::joinStrings(operands, count); });
    },
    [](vf_ctx *ctx, const vf_strings *const *operands, int32_t count,
       int32_t axis, const vf_strings **result) {
      return makeStrings(ctx, result, [&] {
        return rt::concatStrings(operands, count, axis);
      });
    },
    [](vf_ctx *ctx, const vf_strings *operand, const int64_t *dims,
       int32_t rank, const vf_strings **result) {
      return makeStrings(ctx, result, [&] {
        return rt::reshapeStrings(*operand, dims, rank);
      });
    },
    [](vf_ctx *ctx, const vf_strings *operand, const uint8_t *mask,
       int32_t count, const vf_strings **result) {
      return makeStrings(ctx, result, [&] {
        return rt::selectStrings(*operand, mask, count);
      });
    },
    [](vf_ctx *ctx, int32_t variable, const vf_strings *value) {
      Context &context = rt::contextOf(ctx);
      context.kept.push_back(
          context.instance.replace(variable, value->shared_from_this()));
    },
    [](vf_ctx *ctx, vf_arg *fetch, const vf_strings *value) {
      value->describe(*fetch);
      rt::contextOf(ctx).kept.push_back(value->shared_from_this());
    },
    [](vf_ctx *ctx, int32_t table) {
      return int32_t{rt::contextOf(ctx).instance.tables[table] != nullptr};
    },
    [](vf_ctx *ctx, int32_t table, int32_t site, const void *keys,
       const void *values, int64_t count, const vf_table_content **result) {
      Context &context = rt::contextOf(ctx);
      return context.perform([&] {
        return buildTable(context, table, site, keys, values, count, result);
      });
    },
    [](vf_ctx *ctx, int32_t table, const vf_table_content *content) {
      rt::TableRef &now = rt::contextOf(ctx).instance.tables[table];
      if (!now)
        now = content->shared_from_this();
    },
    [](vf_ctx *ctx, int32_t table) {
      const rt::TableRef &now = rt::contextOf(ctx).instance.tables[table];
      return now ? now->size() : 0;
    },
    [](vf_ctx *ctx, int32_t table, const void *keys, int64_t count,
       const int64_t *default_value, int64_t *values) {
      const vf_instance &instance = rt::contextOf(ctx).instance;
      rt::findNumbers(*instance.tables[table],
                      {instance.model.tables[table].key_dtype, keys}, count,
                      *default_value, values);
    },
    [](vf_ctx *ctx, int32_t table, const void *keys, const int64_t *dims,
       int32_t rank, const vf_strings *default_value,
       const vf_strings **result) {
      const vf_instance &instance = rt::contextOf(ctx).instance;
      return makeStrings(ctx, result, [&] {
        return rt::findStrings(*instance.tables[table],
                               {instance.model.tables[table].key_dtype, keys},
                               dims, rank, *default_value);
      });
    }};

//===- Calls --------------------------------------------------------------===//

static int32_t mostFetches(const vf_model_desc &model) {
  int32_t most = 0;
  for (int32_t i = 0; i < model.num_entries; ++i)
    most = std::max(most, model.entries[i].num_fetches);
  return most;
}

namespace {
/// Holds the locks that `entry` asks for, taken in one order by every call.
class VariableLocks {
public:
  VariableLocks(vf_instance &instance, const vf_entry_desc &entry)
      : instance(instance), entry(entry) {
    for (int32_t i = 0; i < entry.num_locked; ++i)
      instance.variableLocks[entry.locked[i]].lock();
  }
  ~VariableLocks() {
    for (int32_t i = 0; i < entry.num_locked; ++i)
      instance.variableLocks[entry.locked[i]].unlock();
  }
  VariableLocks(const VariableLocks &) = delete;
  VariableLocks &operator=(const VariableLocks &) = delete;

private:
  vf_instance &instance;
  const vf_entry_desc &entry;
};
} // namespace

Context::Context(vf_instance &instance)
    : vf_ctx(), instance(instance), fetchBuffers(mostFetches(instance.model)) {
  api = &kRuntimeApi;
  slots = instance.slots.data();
  generators = instance.generators.data();
}

/// What the caller learns without asking: the descriptor's dtype and sizes,
/// which the entry's code completes.
static void fillFetches(const vf_entry_desc &entry, vf_arg *fetches) {
  for (int32_t i = 0; i < entry.num_fetches; ++i) {
    const vf_tensor_desc &desc = entry.fetches[i];
    fetches[i].dtype = desc.dtype;
    fetches[i].rank = desc.rank;
    std::copy_n(desc.dims, desc.rank, fetches[i].dims);
  }
}

Status Context::call(int32_t index, const vf_arg *feeds, int32_t numFeeds,
                     vf_arg *fetches, int32_t numFetches) {
  if (index < 0 || index >= instance.model.num_entries)
    return Status(VF_INVALID_ARGUMENT,
                  "there is no entry #" + std::to_string(index));
  const vf_entry_desc &entry = instance.model.entries[index];
  if (Status status =
          checks.checkArguments(entry, feeds, numFeeds, fetches, numFetches);
      !status.ok())
    return status;
  auto body = [&] { return callLocked(entry, feeds, fetches); };
  if (!(entry.flags & VF_ENTRY_WRITES_STATE))
    return lockedForReading(*this, body);
  if (instance.variableLocks.empty())
    return lockedForWriting(*this, body);
  return lockedForReading(*this, [&] {
    VariableLocks held(instance, entry);
    return body();
  });
}

Status Context::callLocked(const vf_entry_desc &entry, const vf_arg *feeds,
                           vf_arg *fetches) {
  if (Status status =
          checks.checkOverlap(instance, entry, feeds, fetches, fetchBuffers);
      !status.ok())
    return status;
  fillFetches(entry, fetches);
  running = &entry;
  kept.clear();
  int32_t code = entry.function(this, feeds, fetches);
  made.clear();
  madeTables.clear();
  if (code == VF_OK)
    return Status();
  if (outcome.code() == code)
    return outcome;
  return Status(VF_INTERNAL, "entry '" + std::string(entry.name) +
                                 "' failed with code " + std::to_string(code) +
                                 " and no reason");
}

//===- C interface --------------------------------------------------------===//

int32_t vf_ctx_create(vf_instance *instance, vf_ctx **ctx) {
  *ctx = nullptr;
  Status status = rt::catchAll([&] {
    *ctx = new Context(*instance);
    return Status();
  });
  return status.code();
}

void vf_ctx_destroy(vf_ctx *ctx) { delete static_cast<Context *>(ctx); }

int32_t vf_ctx_code(const vf_ctx *ctx) {
  return rt::contextOf(ctx).outcome.code();
}

const char *vf_ctx_message(const vf_ctx *ctx) {
  return rt::contextOf(ctx).outcome.message().c_str();
}

int32_t vf_call(vf_ctx *ctx, int32_t entry, const vf_arg *feeds,
                int32_t num_feeds, vf_arg *fetches, int32_t num_fetches) {
  Context &context = rt::contextOf(ctx);
  return context.perform([&] {
    return context.call(entry, feeds, num_feeds, fetches, num_fetches);
  });
}

int32_t vf_initialize(vf_ctx *ctx) {
  Context &context = rt::contextOf(ctx);
  int32_t initializer = context.instance.model.initializer;
  return context.perform([&] {
    return initializer < 0 ? Status()
                           : context.call(initializer, nullptr, 0, nullptr, 0);
  });
}
