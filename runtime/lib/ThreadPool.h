// The threads of an instance: one parallel loop at a time, forked and joined.
//
// A loop is cut into contiguous ranges, as many as there are threads for it.
// Its iterations do not depend on each other (no reduction is cut), so the bits
// are the same for every number of threads. Running a loop allocates nothing.
#ifndef VF_RT_LIB_THREADPOOL_H
#define VF_RT_LIB_THREADPOOL_H

#include "vf/rt/abi.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace vf::rt {

struct ParallelLoop;

/// Most threads that can be asked for.
inline constexpr int32_t kMaxThreads = 4096;

/// Where a loop is handed to one worker and taken back: null while the worker
/// has nothing to do. Who waits spins for a short while, then sleeps.
class Mailbox {
public:
  void post(const ParallelLoop *loop);
  /// Waits until a loop (never null) is there, and returns it.
  const ParallelLoop *waitForLoop();
  void waitUntilEmpty();

private:
  template <typename Predicate>
  const ParallelLoop *wait(Predicate holds);

  std::atomic<const ParallelLoop *> content{nullptr};
  std::mutex mutex;
  std::condition_variable changed;
};

/// Any number of threads may call run() at the same time.
class ThreadPool {
public:
  /// Creates numThreads - 1 workers, or as many as the system grants.
  explicit ThreadPool(int32_t numThreads);
  /// No loop may be running.
  ~ThreadPool();
  ThreadPool(const ThreadPool &) = delete;
  ThreadPool &operator=(const ThreadPool &) = delete;

  /// Threads that work on a loop at most, the caller's included.
  int32_t size() const { return static_cast<int32_t>(workers.size()) + 1; }

  /// vf_runtime_api::parallel_for. While the workers serve another loop, of
  /// another caller or around this one, the caller runs all of it.
  void run(int64_t count, int64_t grain, vf_parallel_body body,
           void *state) noexcept;

private:
  struct Worker {
    Mailbox mailbox;
    std::thread thread;
  };

  std::vector<std::unique_ptr<Worker>> workers;
  std::atomic_flag busy = ATOMIC_FLAG_INIT;
};

} // namespace vf::rt

#endif // VF_RT_LIB_THREADPOOL_H
