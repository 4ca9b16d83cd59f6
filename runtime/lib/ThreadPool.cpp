// Forks and joins: the caller posts the loop to as many workers as it has
// ranges for, runs the first range itself, and waits for the mailboxes to
// empty.
#include "ThreadPool.h"

#include <algorithm>
#include <cfenv>
#include <exception>

using namespace vf::rt;

/// Looks before a waiting thread sleeps: some tens of microseconds, longer than
/// the gap between two loops of a step, and little where nothing follows.
constexpr int kSpins = 200;

/// Lives on the stack of the thread that runs it. The ranges are numbered; the
/// caller's is 0.
struct vf::rt::ParallelLoop {
  void runRange(int64_t number) const {
    body(state, boundary(number), boundary(number + 1));
  }

  /// Where range `number` begins. Each range takes its share of the blocks of
  /// `grain` iterations, the first ones one more where it does not come out
  /// even; the last one takes the iterations that are no whole block.
  int64_t boundary(int64_t number) const {
    int64_t block =
        number * (blocks / ranges) + std::min<int64_t>(number, blocks % ranges);
    return block == blocks ? count : block * grain;
  }

  int64_t count, grain, blocks, ranges;
  vf_parallel_body body;
  void *state;
  std::fenv_t environment; ///< the caller's: rounding and denormals are alike
};

/// What ends a worker; its address is what counts.
static const ParallelLoop kStop = {};

//===- Mailbox ------------------------------------------------------------===//

void Mailbox::post(const ParallelLoop *loop) {
  {
    std::lock_guard<std::mutex> guard(mutex);
    content.store(loop, std::memory_order_release);
  }
  changed.notify_all();
}

template <typename Predicate>
const ParallelLoop *Mailbox::wait(Predicate holds) {
  const ParallelLoop *loop = nullptr;
  auto look = [&] {
    loop = content.load(std::memory_order_acquire);
    return holds(loop);
  };
  for (int i = 0; i < kSpins; ++i) {
    if (look())
      return loop;
    std::this_thread::yield();
  }
  std::unique_lock<std::mutex> guard(mutex);
  changed.wait(guard, look);
  return loop;
}

const ParallelLoop *Mailbox::waitForLoop() {
  return wait([](const ParallelLoop *loop) { return loop != nullptr; });
}

void Mailbox::waitUntilEmpty() {
  wait([](const ParallelLoop *loop) { return loop == nullptr; });
}

//===- ThreadPool ---------------------------------------------------------===//

static void serve(Mailbox &mailbox, int64_t range) {
  for (;;) {
    const ParallelLoop *loop = mailbox.waitForLoop();
    if (loop == &kStop)
      return;
    std::fesetenv(&loop->environment);
    loop->runRange(range);
    mailbox.post(nullptr);
  }
}

ThreadPool::ThreadPool(int32_t numThreads) {
  workers.reserve(numThreads - 1);
  for (int32_t range = 1; range < numThreads; ++range) {
    try {
      auto worker = std::make_unique<Worker>();
      worker->thread = std::thread(serve, std::ref(worker->mailbox), range);
      workers.push_back(std::move(worker)); // into the memory reserved above
    } catch (const std::exception &) {
      return; // no thread or no memory: those that are there do
    }
  }
}

ThreadPool::~ThreadPool() {
  for (const auto &worker : workers)
    worker->mailbox.post(&kStop);
  for (const auto &worker : workers)
    worker->thread.join();
}

void ThreadPool::run(int64_t count, int64_t grain, vf_parallel_body body,
                     void *state) noexcept {
  if (count <= 0)
    return;
  int64_t blocks = count / grain;
  int64_t ranges = std::min<int64_t>(size(), blocks);
  if (ranges <= 1 || busy.test_and_set(std::memory_order_acquire)) {
    body(state, 0, count);
    return;
  }
  ParallelLoop loop = {count, grain, blocks, ranges, body, state, {}};
  std::fegetenv(&loop.environment);
  for (int64_t range = 1; range < ranges; ++range)
    workers[range - 1]->mailbox.post(&loop);
  loop.runRange(0);
  for (int64_t range = 1; range < ranges; ++range)
    workers[range - 1]->mailbox.waitUntilEmpty();
  busy.clear(std::memory_order_release);
}
