/* The binary interface between a compiled program and the runtime: the one
 * header both sides share.
 *
 * A compiled model is machine code plus one constant vf_model_desc. Its state
 * lives in an instance of the runtime, never in globals, so one process may
 * hold many instances of one model. Generated code reaches the runtime only
 * through the function table in its context; the same code therefore runs
 * ahead-of-time and in process.
 *
 * Numbers are part of the interface: a field is only ever added at the end of a
 * struct whose first member is its struct_size, and VF_ABI_VERSION changes when
 * anything else does. A runtime that meets another version, or a smaller
 * struct, refuses the model with a clear error.
 *
 * Nothing here throws, aborts or allocates. All memory is owned by the runtime
 * or by the caller, as said per field.
 */
#ifndef VF_RT_ABI_H
#define VF_RT_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define VF_ABI_VERSION 2u
#define VF_MAX_RANK 8

/* TensorFlow's canonical error codes
 * (tensorflow/core/protobuf/error_codes.proto). */
enum vf_code {
  VF_OK = 0,
  VF_CANCELLED = 1,
  VF_UNKNOWN = 2,
  VF_INVALID_ARGUMENT = 3,
  VF_NOT_FOUND = 5,
  VF_ALREADY_EXISTS = 6,
  VF_PERMISSION_DENIED = 7,
  VF_RESOURCE_EXHAUSTED = 8,
  VF_FAILED_PRECONDITION = 9,
  VF_ABORTED = 10,
  VF_OUT_OF_RANGE = 11,
  VF_UNIMPLEMENTED = 12,
  VF_INTERNAL = 13,
  VF_UNAVAILABLE = 14,
  VF_DATA_LOSS = 15
};

/* Element types, numbered as TensorFlow's DataType
 * (tensorflow/core/framework/types.proto). In memory: bool is one byte (0 or
 * 1), half and bfloat16 two bytes, complex are (real, imaginary) pairs,
 * quantized types are their storage integer, strings are vf_strings. */
enum vf_dtype {
  VF_FLOAT = 1,
  VF_DOUBLE = 2,
  VF_INT32 = 3,
  VF_UINT8 = 4,
  VF_INT16 = 5,
  VF_INT8 = 6,
  VF_STRING = 7,
  VF_COMPLEX64 = 8,
  VF_INT64 = 9,
  VF_BOOL = 10,
  VF_QINT8 = 11,
  VF_QUINT8 = 12,
  VF_QINT32 = 13,
  VF_BFLOAT16 = 14,
  VF_QINT16 = 15,
  VF_QUINT16 = 16,
  VF_UINT16 = 17,
  VF_COMPLEX128 = 18,
  VF_HALF = 19,
  VF_UINT32 = 22,
  VF_UINT64 = 23
};

/* One element of a tensor of strings: `size` bytes of any value at `data`,
 * which may be null if there are none. */
typedef struct vf_string {
  const char *data;
  int64_t size;
} vf_string;

/* One tensor handed to or received from an entry. Elements are row-major and
 * contiguous. Feed: the caller fills every field; `data` is read only, and may
 * be null only if the tensor has no element. Fetch: the caller gives `data` and
 * `capacity` (bytes), or null and 0 to receive memory that the context owns and
 * that stays valid until the context's next call; the call fills dtype, rank,
 * dims and, in the null case, data. Strings: `data` is an array of vf_string.
 * Those of a feed are copied where they are kept. A fetch of strings has memory
 * of the context in any case, the bytes too; what the caller gives is ignored.
 */
typedef struct vf_arg {
  void *data;
  int64_t capacity;
  int32_t dtype;
  int32_t rank;
  int64_t dims[VF_MAX_RANK];
} vf_arg;

enum vf_slot_flags { VF_SLOT_INITIALIZED = 1u };

/* One variable of an instance. `data` is 64-byte aligned and never null once
 * the instance exists; of a variable of strings it is a vf_strings, null until
 * the variable has a value. */
typedef struct vf_slot {
  void *data;
  int64_t capacity; /* bytes at data */
  uint32_t flags;   /* vf_slot_flags */
  int32_t rank;
  int64_t dims[VF_MAX_RANK];
} vf_slot;

/* The stream of one random node: a Philox4x32-10 key and the 128-bit counter of
 * the next block (little words). Part of an instance's state, not of
 * checkpoints. */
typedef struct vf_generator {
  uint64_t key;
  uint64_t counter_lo;
  uint64_t counter_hi;
} vf_generator;

/* A tensor of strings that compiled code passes on without looking into it. Its
 * content never changes. The constants of a model belong to its instance; the
 * value of a variable, and what a call makes, stay valid until the call ends.
 */
typedef struct vf_strings vf_strings;

/* What a lookup table may be given: its keys and their values. Valid until the
 * call ends. */
typedef struct vf_table_content vf_table_content;

typedef struct vf_ctx vf_ctx;

/* Runs the iterations [begin, end) of a loop; cannot fail. Several threads call
 * it at once, with ranges that do not overlap. */
typedef void (*vf_parallel_body)(void *state, int64_t begin, int64_t end);

/* What generated code may ask of the runtime. What can fail returns a vf_code;
 * on failure the error text is in the context and the entry returns that code
 * at once. Only an entry's prologue calls it, before any state changes. */
typedef struct vf_runtime_api {
  uint32_t struct_size;
  uint32_t abi_version;
  /* Makes ctx->arena point at no less than `bytes` bytes, 64-byte aligned.
   * Allocates only when it must grow. */
  int32_t (*reserve_arena)(vf_ctx *ctx, int64_t bytes);
  /* Makes fetch->data point at no less than `bytes` bytes for the dims that
   * generated code has written into it: keeps the caller's buffer if its
   * capacity suffices (else an error), or hands out the context's own for
   * `index`. */
  int32_t (*reserve_fetch)(vf_ctx *ctx, vf_arg *fetch, int32_t index,
                           int64_t bytes);
  /* Reports the failure of `site` (an index into vf_model_desc::sites), whose
   * message names values[0..count). */
  int32_t (*fail)(vf_ctx *ctx, int32_t site, const int64_t *values,
                  int32_t count);
  /* Runs `body` over [0, count) and returns when all of it is done. Cuts the
   * range only at multiples of `grain` (at least 1) and into no smaller parts,
   * one for each thread of the instance at most. Cannot fail. */
  void (*parallel_for)(vf_ctx *ctx, int64_t count, int64_t grain,
                       vf_parallel_body body, void *state);
  /* Makes room for `count` calls of assign_strings and fetch_strings together,
   * which then cannot fail. Once, before them. */
  int32_t (*reserve_strings)(vf_ctx *ctx, int32_t count);
  /* The strings of a feed. */
  int32_t (*feed_strings)(vf_ctx *ctx, const vf_arg *feed,
                          const vf_strings **result);
  /* Constant `index` of vf_model_desc::strings. Cannot fail. */
  const vf_strings *(*constant_strings)(vf_ctx *ctx, int32_t index);
  /* The elements of the operands, one behind the other. Operands broadcast by
   * NumPy's rule; the caller has checked that they do. */
  int32_t (*join_strings)(vf_ctx *ctx, const vf_strings *const *operands,
                          int32_t count, const vf_strings **result);
  /* The operands, one behind the other along `axis`. The other sizes are the
   * same: the caller has checked that. */
  int32_t (*concat_strings)(vf_ctx *ctx, const vf_strings *const *operands,
                            int32_t count, int32_t axis,
                            const vf_strings **result);
  /* The elements in another shape: the caller has checked that it has as many.
   */
  int32_t (*reshape_strings)(vf_ctx *ctx, const vf_strings *operand,
                             const int64_t *dims, int32_t rank,
                             const vf_strings **result);
  /* Those of the `count` elements of `operand` whose byte in `mask` is 0, as a
   * vector. */
  int32_t (*select_strings)(vf_ctx *ctx, const vf_strings *operand,
                            const uint8_t *mask, int32_t count,
                            const vf_strings **result);
  /* Gives a variable of strings a value and marks it initialized. */
  void (*assign_strings)(vf_ctx *ctx, int32_t variable,
                         const vf_strings *value);
  /* Points a fetch at the strings. */
  void (*fetch_strings)(vf_ctx *ctx, vf_arg *fetch, const vf_strings *value);
  /* 1 or 0. */
  int32_t (*is_table_initialized)(vf_ctx *ctx, int32_t table);
  /* The content for a table. Keys and values, `count` of each, are int64_t or a
   * vf_strings, as the table's descriptor says. A key with two values, and a
   * table that has other keys already, are failures of `site`. */
  int32_t (*build_table)(vf_ctx *ctx, int32_t table, int32_t site,
                         const void *keys, const void *values, int64_t count,
                         const vf_table_content **result);
  /* Gives a table its content, if it has none. */
  void (*initialize_table)(vf_ctx *ctx, int32_t table,
                           const vf_table_content *content);
  /* The number of keys; 0 for a table without content. */
  int64_t (*table_size)(vf_ctx *ctx, int32_t table);
  /* Stores the values of `count` keys, or the default, from a table that is
   * initialized and has values of int64_t. */
  void (*find_numbers)(vf_ctx *ctx, int32_t table, const void *keys,
                       int64_t count, const int64_t *default_value,
                       int64_t *values);
  /* The same with values of strings; dims are those of the keys. */
  int32_t (*find_strings)(vf_ctx *ctx, int32_t table, const void *keys,
                          const int64_t *dims, int32_t rank,
                          const vf_strings *default_value,
                          const vf_strings **result);
} vf_runtime_api;

/* The part of a call's context that generated code reads; the runtime's own
 * context begins with it. */
struct vf_ctx {
  const vf_runtime_api *api;
  vf_slot *slots;           /* in the order of vf_model_desc::variables */
  vf_generator *generators; /* in the order of vf_model_desc::generators */
  void *arena;
};

/* An entry's code. `feeds` and `fetches` are in the order of its descriptor and
 * have been checked against it: dtype, rank, static dims, equal symbols, no
 * overlap. Returns VF_OK, or a code with nothing changed. */
typedef int32_t (*vf_entry_fn)(vf_ctx *ctx, const vf_arg *feeds,
                               vf_arg *fetches);

/* A feed or a fetch. dims[i] is -1 where the size is known only at run time.
 * symbols[i] is an index into vf_entry_desc::symbols where the command line
 * named the size (all feeds of one symbol agree), else -1. */
typedef struct vf_tensor_desc {
  const char *name; /* public name: the identifier given, else the tensor's name
                       without ":0" */
  const char *tensor; /* the graph's tensor, "X:0" */
  int32_t dtype;
  int32_t rank;
  const int64_t *dims;
  const int32_t *symbols;
} vf_tensor_desc;

enum vf_variable_flags {
  VF_VARIABLE_TRAINABLE = 1u,
  VF_VARIABLE_HAS_INITIALIZER = 2u
};

typedef struct vf_variable_desc {
  const char *name; /* the variable's node */
  int32_t dtype;
  int32_t rank; /* -1: unknown until assigned */
  const int64_t *dims;
  uint32_t flags; /* vf_variable_flags */
} vf_variable_desc;

enum vf_entry_flags { VF_ENTRY_WRITES_STATE = 1u };

typedef struct vf_entry_desc {
  const char *name;
  vf_entry_fn function;
  uint32_t flags; /* vf_entry_flags */
  int32_t num_feeds;
  int32_t num_fetches;
  int32_t num_symbols;
  const vf_tensor_desc *feeds;
  const vf_tensor_desc *fetches;
  const char *const *symbols;
  /* The variables whose locks the call holds where writers run side by side
   * (vf_instance_options::lock_free): ascending indices. */
  const int32_t *locked;
  int32_t num_locked;
  int32_t reserved;
} vf_entry_desc;

/* One record of a Saver: checkpoint key, variable (index), and shape-and-slice
 * text ("" = the whole variable): the variable is that slice of the tensor of
 * the key, or that whole tensor, of which the record is one shard. */
typedef struct vf_saver_tensor {
  const char *key;
  const char *slice;
  int32_t variable;
} vf_saver_tensor;

typedef struct vf_saver_desc {
  const char *name; /* the graph's SaverDef scope, "save"; "" where the graph
                       has none */
  int32_t version;  /* 1 or 2: the checkpoint format it writes */
  int32_t sharded;
  int32_t max_to_keep; /* 0: keep all, and record only the newest */
  float keep_checkpoint_every_n_hours;
  int32_t num_tensors;
  const vf_saver_tensor *tensors; /* in the order they are written */
} vf_saver_desc;

/* A random node. Both seeds 0: seeded by the instance (its seed option, else
 * the operating system). */
typedef struct vf_generator_desc {
  const char *node;
  int64_t seed;
  int64_t seed2;
} vf_generator_desc;

/* A constant tensor of strings. */
typedef struct vf_strings_desc {
  int32_t rank;
  const int64_t *dims;
  const vf_string *elements; /* row-major */
} vf_strings_desc;

/* A lookup table. Its types are VF_STRING or VF_INT64. */
typedef struct vf_table_desc {
  const char *name; /* the table's node */
  int32_t key_dtype;
  int32_t value_dtype;
  uint32_t flags; /* vf_variable_flags: whether it has an initializer */
} vf_table_desc;

/* A place that can fail. `message` may refer to the values given to fail():
 * "{2}" prints values[2], "{0..3}" prints values[0], values[1], values[2]
 * separated by commas (and nothing for an empty range). */
typedef struct vf_site_desc {
  int32_t code; /* vf_code */
  const char *node;
  const char *op;
  const char *message;
} vf_site_desc;

typedef struct vf_model_desc {
  uint32_t struct_size;
  uint32_t abi_version;
  const char *name;       /* an identifier */
  const char *graph_hash; /* hexadecimal, of the imported graph and the compile
                             options */
  const char *target; /* LLVM triple and CPU, "x86_64-pc-linux-gnu x86-64-v3" */
  const char *compiler_version; /* "0.1.0" */
  int32_t num_variables;
  int32_t num_entries;
  int32_t num_savers;
  int32_t num_generators;
  int32_t num_sites;
  int32_t initializer; /* the entry that runs every initializer, -1 if there is
                          none */
  int32_t global_step; /* the variable in the collection `global_step`, -1 if
                          there is none */
  int32_t reserved;
  const vf_variable_desc *variables;
  const vf_entry_desc *entries; /* `initializer` is not counted among the public
                                   ones: see num_public_entries */
  const vf_saver_desc *savers;  /* the first is the default */
  const vf_generator_desc *generators;
  const vf_site_desc *sites;
  int32_t
      num_public_entries; /* entries[0..num_public_entries) are the user's */
  int32_t shadow_bytes;   /* of the values that entries compute aside to fail
                             safely, at most INT32_MAX; 0 if none */
  int32_t num_strings;
  int32_t num_tables;
  const vf_strings_desc *strings;
  const vf_table_desc *tables;
} vf_model_desc;

#ifdef __cplusplus
}
#endif

#endif /* VF_RT_ABI_H */
