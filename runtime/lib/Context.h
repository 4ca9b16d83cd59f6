// A call's context: scratch memory that grows and is kept, memory of fetches,
// the outcome of the last operation.
#ifndef VF_RT_LIB_CONTEXT_H
#define VF_RT_LIB_CONTEXT_H

#include "AlignedBuffer.h"
#include "CBoundary.h"
#include "CallChecks.h"
#include "Instance.h"

#include <mutex>
#include <shared_mutex>
#include <vector>

namespace vf::rt {

/// Begins with the part that compiled code reads, so that the two convert into
/// each other. Used by one thread at a time.
struct Context : vf_ctx {
  explicit Context(vf_instance &instance);

  /// Runs an operation of the C interface and records its outcome.
  template <typename Body>
  int32_t perform(Body body) noexcept {
    outcome = Status();
    outcome = catchAll(body);
    return outcome.code();
  }

  Status call(int32_t entry, const vf_arg *feeds, int32_t numFeeds,
              vf_arg *fetches, int32_t numFetches);

  vf_instance &instance;
  const vf_entry_desc *running = nullptr; ///< the entry of the current call
  AlignedBuffer arenaBuffer;
  std::vector<AlignedBuffer> fetchBuffers; ///< by index of the fetch
  AlignedBuffer valueBuffer;               ///< of vf_variable_read
  /// Strings, and contents of tables, that the current call has made.
  std::vector<StringsRef> made;
  std::vector<TableRef> madeTables;
  /// Strings that the last operation replaced or handed out: someone may hold
  /// them until the next one.
  std::vector<StringsRef> kept;
  Status outcome;

private:
  Status callLocked(const vf_entry_desc &entry, const vf_arg *feeds,
                    vf_arg *fetches);

  CallChecks checks;
};

inline Context &contextOf(vf_ctx *ctx) { return *static_cast<Context *>(ctx); }
inline const Context &contextOf(const vf_ctx *ctx) {
  return *static_cast<const Context *>(ctx);
}

/// Runs `body` with the instance's state locked for reading, or for writing.
template <typename Body>
Status lockedForReading(Context &context, Body body) {
  std::shared_lock<StateLock> shared(context.instance.lock);
  return body();
}
template <typename Body>
Status lockedForWriting(Context &context, Body body) {
  std::unique_lock<StateLock> alone(context.instance.lock);
  return body();
}

} // namespace vf::rt

#endif // VF_RT_LIB_CONTEXT_H
