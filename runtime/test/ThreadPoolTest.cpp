// The threads of an instance: who runs which part of a loop, and when they
// rest.
#include "ThreadPool.h"
#include "TestSupport.h"

#include <array>
#include <cfenv>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <functional>
#include <mutex>
#include <numeric>

using namespace vf::test;
using vf::rt::ThreadPool;

using Range = std::pair<int64_t, int64_t>;
using Body = std::function<void(int64_t begin, int64_t end)>;

static void run(ThreadPool &pool, int64_t count, int64_t grain, Body body) {
  auto call = [](void *state, int64_t begin, int64_t end) {
    (*static_cast<Body *>(state))(begin, end);
  };
  pool.run(count, grain, call, &body);
}

/// The ranges that a loop is cut into, in their order.
static std::vector<Range> cut(ThreadPool &pool, int64_t count, int64_t grain) {
  std::mutex mutex;
  std::vector<Range> ranges;
  run(pool, count, grain, [&](int64_t begin, int64_t end) {
    std::lock_guard<std::mutex> guard(mutex);
    ranges.emplace_back(begin, end);
  });
  std::sort(ranges.begin(), ranges.end());
  return ranges;
}

static int64_t countThreads() {
  namespace fs = std::filesystem;
  return std::distance(fs::directory_iterator("/proc/self/task"),
                       fs::directory_iterator());
}

/// Waits until `holds`; false if that takes longer than any machine needs.
template <typename Predicate>
static bool eventually(Predicate holds) {
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline)
      return false;
    std::this_thread::yield();
  }
  return true;
}

TEST(ThreadPool, CutsIntoEvenPartsAtMultiplesOfTheGrain) {
  ThreadPool pool(3);
  using Ranges = std::vector<Range>;
  EXPECT_EQ((Ranges{{0, 3}, {3, 6}, {6, 9}}), cut(pool, 9, 1));
  EXPECT_EQ((Ranges{{0, 4}, {4, 7}, {7, 10}}), cut(pool, 10, 1));
  EXPECT_EQ((Ranges{{0, 4}, {4, 8}, {8, 14}}), cut(pool, 14, 4));
  EXPECT_EQ((Ranges{{0, 8}, {8, 12}, {12, 16}}), cut(pool, 16, 4));
  EXPECT_EQ((Ranges{{0, 7}}), cut(pool, 7, 4));
  EXPECT_EQ((Ranges{{0, 2}}), cut(pool, 2, 4));
  EXPECT_EQ((Ranges{{0, 4}}), cut(pool, 4, 4));
  EXPECT_EQ((Ranges{}), cut(pool, 0, 4));
  EXPECT_EQ((Ranges{}), cut(pool, -1, 4));
  int64_t most = INT64_MAX, third = most / 3;
  EXPECT_EQ((Ranges{{0, third + 1},
                    {third + 1, 2 * third + 1},
                    {2 * third + 1, most}}),
            cut(pool, most, 1));
  EXPECT_EQ((Ranges{{0, most}}), cut(pool, most, most));
}

TEST(ThreadPool, CoversEveryRangeOnce) {
  for (int32_t threads : {1, 2, 3, 8}) {
    ThreadPool pool(threads);
    for (int64_t count : {1, 2, 7, 64, 1000})
      for (int64_t grain : {1, 3, 64, 5000}) {
        std::vector<int> runs(count);
        run(pool, count, grain, [&](int64_t begin, int64_t end) {
          EXPECT_EQ(0, begin % grain);
          for (int64_t i = begin; i < end; ++i)
            ++runs[i];
        });
        EXPECT_EQ(std::vector<int>(count, 1), runs)
            << threads << " threads, grain " << grain;
      }
  }
}

// Each part waits for all others, who come only if they run side by side.
TEST(ThreadPool, PartsRunSideBySide) {
  ThreadPool pool(3);
  for (int repeat = 0; repeat < 100 && !HasFailure(); ++repeat) {
    std::atomic<int> inside{0};
    run(pool, 3, 1, [&](int64_t, int64_t) {
      ++inside;
      EXPECT_TRUE(eventually([&] { return inside == 3; }));
    });
    EXPECT_EQ(3, inside);
  }
}

TEST(ThreadPool, OneThreadIsTheCaller) {
  int64_t before = countThreads();
  ThreadPool pool(1);
  EXPECT_EQ(1, pool.size());
  EXPECT_EQ(before, countThreads());
  EXPECT_EQ((std::vector<Range>{{0, 100}}), cut(pool, 100, 1));
}

TEST(ThreadPool, EndsItsThreads) {
  int64_t before = countThreads();
  {
    ThreadPool pool(4);
    EXPECT_EQ(4, pool.size());
    EXPECT_EQ(before + 3, countThreads());
  }
  EXPECT_EQ(before, countThreads());
}

TEST(ThreadPool, ALoopWithinALoopRunsWhereItStands) {
  ThreadPool pool(2);
  std::atomic<int64_t> total{0};
  run(pool, 2, 1, [&](int64_t, int64_t) {
    auto here = std::this_thread::get_id();
    run(pool, 10, 1, [&](int64_t begin, int64_t end) {
      EXPECT_EQ(here, std::this_thread::get_id());
      total += end - begin;
    });
  });
  EXPECT_EQ(20, total);
}

// Who finds the workers taken does not wait for them: the second caller ends
// its loop while the first is still within its own.
TEST(ThreadPool, ABusyPoolLeavesTheLoopToItsCaller) {
  ThreadPool pool(2);
  std::atomic<bool> started{false}, release{false};
  std::thread first([&] {
    run(pool, 2, 1, [&](int64_t, int64_t) {
      started = true;
      EXPECT_TRUE(eventually([&] { return release.load(); }));
    });
  });
  EXPECT_TRUE(eventually([&] { return started.load(); }));
  EXPECT_EQ((std::vector<Range>{{0, 10}}), cut(pool, 10, 1));
  release = true;
  first.join();
  EXPECT_EQ(2u, cut(pool, 10, 1).size()) << "free again";
}

TEST(ThreadPool, ServesManyCallers) {
  ThreadPool pool(3);
  auto call = [&] {
    std::vector<int64_t> squares(300);
    for (int repeat = 0; repeat < 300; ++repeat) {
      std::fill(squares.begin(), squares.end(), 0);
      run(pool, 300, 7, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
          squares[i] += i * i;
      });
      EXPECT_EQ(299 * 300 * 599 / 6,
                std::accumulate(squares.begin(), squares.end(), int64_t(0)));
    }
  };
  std::array<std::thread, 3> others;
  for (std::thread &other : others)
    other = std::thread(call);
  call();
  for (std::thread &other : others)
    other.join();
}

// A caller that rounds in another way gets its way from every thread.
TEST(ThreadPool, PartsRoundAsTheCallerDoes) {
  ThreadPool pool(2);
  for (int mode : {FE_UPWARD, FE_TONEAREST}) {
    std::array<int, 2> seen{};
    std::fesetround(mode);
    run(pool, 2, 1,
        [&](int64_t begin, int64_t) { seen[begin] = std::fegetround(); });
    EXPECT_EQ((std::array<int, 2>{mode, mode}), seen);
  }
}

TEST(ThreadPool, IdleThreadsSleep) {
  ThreadPool pool(8);
  (void)cut(pool, 100, 1);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  std::clock_t before = std::clock();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  double seconds = double(std::clock() - before) / CLOCKS_PER_SEC;
  EXPECT_LT(seconds, 0.03) << "of processor time, while nothing was to do";
}

// Entries that only read call side by side, and share one pool.
TEST(ThreadPool, ContextsOfOneInstanceShareIt) {
  vf_instance_options options = {};
  options.struct_size = sizeof(options);
  options.num_threads = 3;
  Session session(&options);
  std::vector<float> weights = {1, 2, 3, 4}, x(4 * 99);
  vf_arg value = argOf(weights, VF_FLOAT, {4});
  ASSERT_EQ(VF_OK, vf_variable_write(session.ctx.get(), kWeights, &value));
  std::iota(x.begin(), x.end(), 0.0f);
  auto call = [&] {
    vf::rt::ContextPtr ctx = session.context();
    vf_arg feed = argOf(x, VF_FLOAT, {99, 4});
    for (int repeat = 0; repeat < 200; ++repeat) {
      vf_arg fetches[2] = {};
      ASSERT_EQ(VF_OK, vf_call(ctx.get(), kPredict, &feed, 1, fetches, 2));
      const auto *predictions = static_cast<const float *>(fetches[0].data);
      for (int row = 0; row < 99; ++row)
        ASSERT_EQ(40.0f * row + 20.0f, predictions[row]);
    }
  };
  std::array<std::thread, 3> others;
  for (std::thread &other : others)
    other = std::thread(call);
  call();
  for (std::thread &other : others)
    other.join();
}
