// The lock over an instance's state: readers side by side, writers alone, and
// no starving writer (a waiting writer holds the turnstile, so later readers
// queue behind it; std::shared_mutex alone would let them pass).
#ifndef VF_RT_LIB_STATELOCK_H
#define VF_RT_LIB_STATELOCK_H

#include <mutex>
#include <shared_mutex>

namespace vf::rt {

/// Meets the requirements of SharedMutex as far as std::unique_lock and
/// std::shared_lock use them.
class StateLock {
public:
  void lock() {
    std::lock_guard<std::mutex> first(turnstile);
    state.lock();
  }
  void unlock() { state.unlock(); }

  void lock_shared() {
    std::lock_guard<std::mutex> first(turnstile);
    state.lock_shared();
  }
  void unlock_shared() { state.unlock_shared(); }

private:
  std::mutex turnstile;
  std::shared_mutex state;
};

} // namespace vf::rt

#endif // VF_RT_LIB_STATELOCK_H
