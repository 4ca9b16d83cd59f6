/* The C interface of the runtime: instances of a compiled model, calls of their
 * entries, access to their variables.
 *
 *   create: vf_instance_create, vf_ctx_create
 *   use:    vf_initialize or vf_restore, vf_call as often as wanted, vf_save
 *   end:    vf_ctx_destroy, vf_instance_destroy
 *
 * Errors. Functions that can fail return a vf_code (abi.h); nothing throws,
 * aborts or raises a signal. The text of a context's last failure is
 * vf_ctx_message(ctx). A call that fails leaves the instance as it was.
 *
 * Ownership. Handles belong to the caller and end with their destroy function
 * (null is accepted). A context must be destroyed before its instance; the
 * model descriptor must outlive both. Strings returned belong to the library.
 *
 * Threads. An instance may be used by many threads, each with a context of its
 * own; a context is used by one thread at a time. Entries without
 * VF_ENTRY_WRITES_STATE run side by side, one that writes runs alone; so do the
 * accessors. The instance's own threads (num_threads) live as long as it does
 * and serve one call at a time; a call that finds them taken works alone.
 *
 * Lock-free mode (vf_instance_options::lock_free). Entries that write run side
 * by side too, on the same memory, as TensorFlow's steps do without locking:
 * values that are written at the same time may mix, and updates of one element
 * may get lost. Only the variables of ops with use_locking, and counters
 * (count_up_to), are locked for the call: between calls that lock a variable
 * nothing is lost. Two calls that draw from one random node may draw the same
 * numbers. Each call by itself still fails without a change. Initializing,
 * saving, restoring and the accessors run alone, as always. A model with tables
 * or variables of strings, whose values are passed by reference, has no such
 * mode: its writers run alone.
 *
 * Sizes of memory are in bytes, sizes of tensors in elements. */
#ifndef VF_RT_VF_H
#define VF_RT_VF_H

#include "vf/rt/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One set of variables and random streams of a model. */
typedef struct vf_instance vf_instance;

typedef struct vf_instance_options {
  uint32_t struct_size; /* sizeof(vf_instance_options) */
  int32_t num_threads;  /* most threads that work for one call, the caller's
                           included; 1 creates none; 0: the environment's
                           VF_THREADS, else 1. Results are the same, bit for
                           bit, for every number. */
  int32_t has_seed; /* 0: random nodes without seeds are seeded by the operating
                       system */
  int32_t lock_free; /* 1: entries that write run side by side, see below */
  uint64_t seed;     /* seeds every random node whose seeds are both 0 */
} vf_instance_options;

/* The runtime's version, "0.1.0". */
const char *vf_version(void);
/* "FailedPrecondition", ...; "Unknown" for a number that is no code. */
const char *vf_code_name(int32_t code);
/* TensorFlow's name, "float", "bfloat16", ...; "unknown" for a number that is
 * no element type. */
const char *vf_dtype_name(int32_t dtype);
/* Bytes of one element; 0 for strings, which have no fixed size, and for a
 * number that is no element type. */
int64_t vf_dtype_size(int32_t dtype);

/* Verifies the whole descriptor and creates an instance whose variables are
 * uninitialized (those without elements are initialized from the start).
 * `options` may be null. On failure *instance is null and the text of the error
 * is written to message[0..capacity), cut and null-terminated; `message` may be
 * null. */
int32_t vf_instance_create(const vf_model_desc *model,
                           const vf_instance_options *options,
                           vf_instance **instance, char *message,
                           int64_t capacity);
void vf_instance_destroy(vf_instance *instance);
const vf_model_desc *vf_instance_model(const vf_instance *instance);
/* The threads that work for one call at most: what the options and the
 * environment came to, fewer where the system granted fewer. */
int32_t vf_instance_num_threads(const vf_instance *instance);

/* A place to call from: scratch memory, memory of fetches, text of the last
 * failure. */
int32_t vf_ctx_create(vf_instance *instance, vf_ctx **ctx);
void vf_ctx_destroy(vf_ctx *ctx);
/* The code and the text of the last failure of this context; VF_OK and "" if
 * its last operation succeeded. The text stays valid until the context's next
 * operation. */
int32_t vf_ctx_code(const vf_ctx *ctx);
const char *vf_ctx_message(const vf_ctx *ctx);

/* Index by name, or -1. An entry is looked up among the public ones. */
int32_t vf_find_entry(const vf_model_desc *model, const char *name);
int32_t vf_find_variable(const vf_model_desc *model, const char *name);

/* Runs entries[entry]. Feeds and fetches are in the descriptor's order and all
 * of them are given; vf_arg says who owns their memory. Data is aligned to its
 * element type at least. Refused before anything happens: a wrong number,
 * dtype, rank or size, sizes of one symbol that differ, missing data, and
 * memory of a fetch that overlaps a feed, another fetch or a variable. After
 * the first calls have sized the context's memory, a call allocates nothing. */
int32_t vf_call(vf_ctx *ctx, int32_t entry, const vf_arg *feeds,
                int32_t num_feeds, vf_arg *fetches, int32_t num_fetches);

/* Runs every initializer, of tables too. Variables without one (see
 * VF_VARIABLE_HAS_INITIALIZER) stay as they are. */
int32_t vf_initialize(vf_ctx *ctx);

/* Stores 1 or 0 in *initialized. */
int32_t vf_variable_is_initialized(vf_ctx *ctx, int32_t variable,
                                   int32_t *initialized);
int32_t vf_table_is_initialized(vf_ctx *ctx, int32_t table,
                                int32_t *initialized);
/* Copies a variable's value out; `value` is given and filled as a fetch is.
 * Context-owned memory stays valid until the context's next operation. Reading
 * an uninitialized variable is VF_FAILED_PRECONDITION. */
int32_t vf_variable_read(vf_ctx *ctx, int32_t variable, vf_arg *value);
/* Copies a value in and marks the variable initialized. dtype and shape must be
 * the variable's. */
int32_t vf_variable_write(vf_ctx *ctx, int32_t variable, const vf_arg *value);

/* Writes a checkpoint of exactly what savers[saver] saves, in the format that
 * it has: V2, the files PREFIX.index and PREFIX.data-00000-of-00001, or V1, the
 * file PREFIX. Then records it in the state file `checkpoint` beside it. The
 * folder of PREFIX is created if only its last component is missing. Files
 * appear when they are complete: after a failure the previous checkpoint is
 * intact. */
int32_t vf_save(vf_ctx *ctx, const char *prefix, int32_t saver);

typedef struct vf_save_options {
  uint32_t struct_size; /* sizeof(vf_save_options) */
  int32_t reserved;
  const char *state_file; /* its name, without a folder; null: `checkpoint`; "":
                             the checkpoint is recorded nowhere */
} vf_save_options;

/* vf_save with options, which may be null. */
int32_t vf_save_with(vf_ctx *ctx, const char *prefix, int32_t saver,
                     const vf_save_options *options);
/* Reads what savers[saver] saves from the checkpoint PREFIX of either format;
 * of V1, the file or the pattern PREFIX-?????-of-00002 of several. Keys,
 * dtypes, shapes and checksums of everything wanted are verified before the
 * first variable changes; the message of a failure names every key that is
 * missing or differs. Only where the files change after they were verified may
 * a failure leave some of the values read. */
int32_t vf_restore(vf_ctx *ctx, const char *prefix, int32_t saver);

typedef struct vf_restore_options {
  uint32_t struct_size; /* sizeof(vf_restore_options) */
  int32_t partial; /* 1: what the checkpoint lacks keeps the value it has */
  const char *const *keys; /* for each record of the saver its key in the
                              checkpoint, null where it has none; or null: the
                              saver's own keys */
  uint8_t *restored;       /* filled, unless null: for each record of the saver,
                              whether the checkpoint has it */
} vf_restore_options;

/* vf_restore with options, which may be null. */
int32_t vf_restore_with(vf_ctx *ctx, const char *prefix, int32_t saver,
                        const vf_restore_options *options);

#ifdef __cplusplus
}
#endif

#endif /* VF_RT_VF_H */
