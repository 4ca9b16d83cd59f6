// An instance of a model: its state and the lock over it.
#ifndef VF_RT_LIB_INSTANCE_H
#define VF_RT_LIB_INSTANCE_H

#include "AlignedBuffer.h"
#include "Generator.h"
#include "MemoryRange.h"
#include "StateLock.h"
#include "Strings.h"
#include "Tables.h"
#include "ThreadPool.h"
#include "vf/rt/Status.h"
#include "vf/rt/vf.h"

#include <deque>
#include <mutex>
#include <vector>

/// The slots and generators that compiled code works on, in the descriptor's
/// order. Everything but `model` and `threads` is guarded by `lock`.
struct vf_instance {
  vf_instance(const vf_model_desc &model, int32_t numThreads, bool isLockFree)
      : model(model), threads(numThreads),
        variableLocks(isLockFree ? model.num_variables : 0) {}
  vf_instance(const vf_instance &) = delete;
  vf_instance &operator=(const vf_instance &) = delete;

  /// Gives every variable its memory and every random node its stream.
  vf::rt::Status allocate(vf::rt::SeedSource &seeds);

  /// Gives a variable of unknown sizes a value of the sizes `dims`, which fit
  /// its descriptor, in the memory `value`. Cannot fail.
  void replace(int32_t variable, vf::rt::AlignedBuffer value,
               const int64_t *dims, int32_t rank);

  /// Gives a variable of strings a value and returns the one before. Cannot
  /// fail.
  vf::rt::StringsRef replace(int32_t variable, vf::rt::StringsRef value);

  bool isStrings(int32_t variable) const {
    return model.variables[variable].dtype == VF_STRING;
  }

  const vf_model_desc &model;
  vf::rt::ThreadPool threads;
  vf::rt::StateLock lock;
  /// One for each variable in the lock-free mode, where calls that write share
  /// `lock`; none otherwise.
  std::deque<std::mutex> variableLocks;
  std::vector<vf_slot> slots;
  std::vector<vf_generator> generators;
  /// Where the variables lie, sorted by address.
  std::vector<vf::rt::MemoryRange> ranges;
  /// The model's constants.
  std::vector<vf::rt::StringsRef> constants;
  /// Null where a table is not initialized.
  std::vector<vf::rt::TableRef> tables;

private:
  vf::rt::Status allocateVariable(int32_t variable);
  void indexRanges();

  std::vector<vf::rt::AlignedBuffer> buffers;
  /// By variable; null but for strings.
  std::vector<vf::rt::StringsRef> strings;
};

#endif // VF_RT_LIB_INSTANCE_H
