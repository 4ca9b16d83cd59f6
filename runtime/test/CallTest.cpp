// Calls: checks of arguments, memory of results, failures, threads.
#include "TestSupport.h"

#include <algorithm>
#include <atomic>
#include <thread>

using namespace vf::test;
using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::Pair;

namespace {
/// The initialized test model with a batch of two rows.
struct CallTest : testing::Test {
  CallTest() { EXPECT_EQ(VF_OK, vf_initialize(session.ctx.get())); }

  int32_t train() {
    vf_arg feeds[] = {argOf(x, VF_FLOAT, {2, 4}), argOf(y, VF_FLOAT, {2})};
    return trainWith(feeds);
  }
  int32_t trainWith(const vf_arg *feeds) {
    vf_arg loss = {};
    return vf_call(session.ctx.get(), kTrain, feeds, 2, &loss, 1);
  }
  /// Expects that feeding `feed` as x is refused with `message`.
  void expectRefused(const vf_arg &feed, const char *message) {
    vf_arg feeds[] = {feed, argOf(y, VF_FLOAT, {2})};
    EXPECT_EQ(VF_INVALID_ARGUMENT, trainWith(feeds));
    EXPECT_EQ(message, session.message());
    EXPECT_EQ(0, readStep(session.ctx.get())) << "the entry has run";
  }

  Session session;
  std::vector<float> x = {1, 0, 0, 0, 0, 1, 0, 0};
  std::vector<float> y = {1, 2};
};
} // namespace

//===- Results ------------------------------------------------------------===//

TEST_F(CallTest, UpdatesStateCallByCall) {
  for (int i = 0; i < 200; ++i)
    ASSERT_EQ(VF_OK, train());
  EXPECT_THAT(readFloats(session.ctx.get(), kWeights),
              ElementsAre(FloatNear(1, 1e-4f), FloatNear(2, 1e-4f), 0, 0));
  EXPECT_EQ(200, readStep(session.ctx.get()));
}

// Without memory of the caller's, results lie in the context and grow with the
// batch; dims are the call's.
TEST_F(CallTest, HandsOutResultsOfAnySize) {
  vf_arg fetches[2] = {};
  for (int64_t batch : {1, 300, 7, 0}) {
    std::vector<float> rows(4 * batch + 1, 1);
    vf_arg feed = argOf(rows, VF_FLOAT, {batch, 4});
    ASSERT_EQ(VF_OK, vf_call(session.ctx.get(), kPredict, &feed, 1, fetches, 2))
        << session.message();
    EXPECT_EQ(batch, fetches[0].dims[0]);
    EXPECT_EQ(VF_FLOAT, fetches[0].dtype);
    EXPECT_EQ(1, fetches[0].rank);
    EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(fetches[0].data) % 64);
  }
}

TEST_F(CallTest, RefusesResultBuffersThatAreTooSmall) {
  vf_arg feed = argOf(x, VF_FLOAT, {2, 4});
  std::vector<float> room(1);
  vf_arg fetches[2] = {argOf(room, 0, {}), {}};
  EXPECT_EQ(VF_INVALID_ARGUMENT,
            vf_call(session.ctx.get(), kPredict, &feed, 1, fetches, 2));
  EXPECT_EQ("fetch 'pred': shape [2] needs 8 bytes, but the buffer has 4",
            session.message());
}

//===- Feeds --------------------------------------------------------------===//

TEST_F(CallTest, RefusesFeedsThatDoNotFit) {
  expectRefused(argOf(x, VF_DOUBLE, {1, 4}),
                "feed 'x': expected dtype float, found double");
  expectRefused(argOf(x, VF_FLOAT, {4}),
                "feed 'x': expected shape [?,4], found [4]");
  expectRefused(argOf(x, VF_FLOAT, {2, 3}),
                "feed 'x': expected shape [?,4], found [2,3]");
  expectRefused(argOf(x, VF_FLOAT, {-1, 4}),
                "feed 'x': expected shape [?,4], found [?,4]");
  expectRefused(argOf(x, VF_FLOAT, {3, 4}),
                "feed 'x': shape [3,4] has 48 bytes, but the buffer only 32");
  expectRefused(argOf(x, VF_FLOAT, {int64_t(1) << 61, 4}),
                "feed 'x': shape [2305843009213693952,4] exceeds the address "
                "space");
  vf_arg feed = argOf(x, VF_FLOAT, {2, 4});
  feed.data = nullptr;
  expectRefused(feed, "feed 'x': no data for shape [2,4]");
  feed = argOf(x, VF_FLOAT, {1, 4});
  feed.data = static_cast<char *>(feed.data) + 1;
  expectRefused(feed, "feed 'x': data is not aligned to 4 bytes");
  feed.rank = 9;
  expectRefused(feed, "feed 'x': rank 9 is not in [0, 8]");
}

TEST_F(CallTest, NamesBothFeedsOfASymbol) {
  expectRefused(argOf(x, VF_FLOAT, {1, 4}),
                "feed 'y': size 2 of dimension 0 (B) differs from size 1 of "
                "dimension 0 of feed 'x'");
}

TEST_F(CallTest, RefusesWrongCounts) {
  vf_ctx *ctx = session.ctx.get();
  EXPECT_EQ(VF_INVALID_ARGUMENT, vf_call(ctx, kTrain, nullptr, 0, nullptr, 0));
  EXPECT_EQ("entry 'train': expected 2 feeds, found 0", session.message());
  EXPECT_EQ(VF_INVALID_ARGUMENT, vf_call(ctx, kDraw, nullptr, 0, nullptr, 2));
  EXPECT_EQ("entry 'draw': expected 1 fetches, found 2", session.message());
  EXPECT_EQ(VF_INVALID_ARGUMENT, vf_call(ctx, kDraw, nullptr, 0, nullptr, 1));
  EXPECT_EQ("entry 'draw': no fetches", session.message());
  EXPECT_EQ(VF_INVALID_ARGUMENT, vf_call(ctx, 99, nullptr, 0, nullptr, 0));
  EXPECT_EQ("there is no entry #99", session.message());
}

//===- Overlap ------------------------------------------------------------===//

TEST_F(CallTest, RefusesOverlap) {
  vf_ctx *ctx = session.ctx.get();
  vf_arg feed = argOf(x, VF_FLOAT, {2, 4});
  auto expectOverlap = [&](vf_arg pred, vf_arg w, const char *message) {
    vf_arg fetches[] = {pred, w};
    EXPECT_EQ(VF_INVALID_ARGUMENT,
              vf_call(ctx, kPredict, &feed, 1, fetches, 2));
    EXPECT_EQ(message, session.message());
  };
  std::vector<float> room(8);
  vf_arg all = argOf(room, 0, {});
  vf_arg second = all;
  second.data = room.data() + 4;
  second.capacity = 16;
  expectOverlap(argOf(x, 0, {}), {},
                "fetch 'pred': its memory overlaps feed 'x'");
  expectOverlap(all, second, "fetch 'pred': its memory overlaps fetch 'w'");
  vf_arg state = all;
  state.data = ctx->slots[kWeights].data;
  expectOverlap({}, state, "fetch 'w': its memory overlaps variable 'w'");

  // Side by side is no overlap.
  vf_arg fetches[] = {all, second};
  fetches[0].capacity = 16;
  EXPECT_EQ(VF_OK, vf_call(ctx, kPredict, &feed, 1, fetches, 2))
      << session.message();
}

TEST_F(CallTest, RefusesFeedsInsideVariables) {
  vf_arg feeds[] = {argOf(x, VF_FLOAT, {2, 4}), argOf(y, VF_FLOAT, {2})};
  feeds[1].data = static_cast<float *>(session.ctx->slots[kWeights].data) + 1;
  EXPECT_EQ(VF_INVALID_ARGUMENT, trainWith(feeds));
  EXPECT_EQ("feed 'y': its memory overlaps variable 'w'", session.message());
}

// What a context handed out must not come back as a feed of its next call.
TEST_F(CallTest, RefusesFeedsInsideItsOwnResults) {
  vf_arg feed = argOf(x, VF_FLOAT, {2, 4});
  vf_arg fetches[2] = {};
  ASSERT_EQ(VF_OK, vf_call(session.ctx.get(), kPredict, &feed, 1, fetches, 2));
  vf_arg again = feed;
  again.data = fetches[1].data;
  again.dims[0] = 1;
  vf_arg results[2] = {};
  EXPECT_EQ(VF_INVALID_ARGUMENT,
            vf_call(session.ctx.get(), kPredict, &again, 1, results, 2));
  EXPECT_THAT(session.message(), HasSubstr("its memory overlaps"));
}

//===- Failures -----------------------------------------------------------===//

TEST_F(CallTest, AFailureLeavesTheState) {
  std::vector<int32_t> by = {5};
  vf_arg feed = argOf(by, VF_INT32, {});
  vf_arg fetch = {};
  ASSERT_EQ(VF_OK, vf_call(session.ctx.get(), kAdvance, &feed, 1, &fetch, 1));
  EXPECT_EQ(VF_OK, vf_ctx_code(session.ctx.get()));
  by[0] = -3;
  EXPECT_EQ(VF_INVALID_ARGUMENT,
            vf_call(session.ctx.get(), kAdvance, &feed, 1, &fetch, 1));
  EXPECT_EQ(VF_INVALID_ARGUMENT, vf_ctx_code(session.ctx.get()));
  EXPECT_EQ("node 'advance' (AssignAdd): expected a step of 0 or more, found "
            "-3",
            session.message());
  EXPECT_EQ(5, readStep(session.ctx.get()));
  EXPECT_EQ("", session.message()) << "of the operation before";
}

TEST(Call, ReportsUninitializedVariables) {
  Session session;
  vf_arg fetches[2] = {};
  EXPECT_EQ(VF_FAILED_PRECONDITION,
            vf_call(session.ctx.get(), kReadExtra, nullptr, 0, fetches, 2));
  EXPECT_EQ("node 'extra/read' (Identity): Attempting to use uninitialized "
            "value extra",
            session.message());
}

namespace {
/// An instance of a model whose one entry has no feeds and no fetches.
struct OneEntry {
  OneEntry(const char *name, vf_entry_fn function, uint32_t flags = 0,
           bool isLockFree = false)
      : model(testModel()) {
    entry.name = name;
    entry.function = function;
    entry.flags = flags;
    model.entries = &entry;
    model.num_entries = model.num_public_entries = 1;
    model.initializer = -1;
    vf_instance_options options = {};
    options.struct_size = sizeof(options);
    options.lock_free = isLockFree;
    vf_instance *created;
    EXPECT_EQ(VF_OK,
              vf_instance_create(&model, &options, &created, nullptr, 0));
    instance.reset(created);
  }
  /// Calls the entry; its code and message.
  std::pair<int32_t, std::string> call() const {
    vf_ctx *created;
    EXPECT_EQ(VF_OK, vf_ctx_create(instance.get(), &created));
    vf::rt::ContextPtr ctx(created);
    int32_t code = vf_call(ctx.get(), 0, nullptr, 0, nullptr, 0);
    return {code, vf_ctx_message(ctx.get())};
  }

  vf_model_desc model;
  vf_entry_desc entry = {};
  vf::rt::InstancePtr instance;
};
} // namespace

TEST(Call, ReportsCodesWithoutReason) {
  OneEntry silent("silent", [](vf_ctx *, const vf_arg *, vf_arg *) -> int32_t {
    return VF_ABORTED;
  });
  EXPECT_THAT(
      silent.call(),
      Pair(VF_INTERNAL, "entry 'silent' failed with code 10 and no reason"));
}

// A failing allocation of the entry's is a failure of the call.
TEST(Call, ReportsArenasThatDoNotFitMemory) {
  OneEntry large("large", [](vf_ctx *ctx, const vf_arg *, vf_arg *) -> int32_t {
    return ctx->api->reserve_arena(ctx, int64_t(1) << 60);
  });
  EXPECT_THAT(large.call(),
              Pair(VF_RESOURCE_EXHAUSTED,
                   "entry 'large': no memory for its 1152921504606846976 bytes "
                   "of temporaries"));
}

//===- Threads ------------------------------------------------------------===//

// Readers see the state between two steps of the writer, never within one: the
// writer keeps both elements of `extra` equal.
TEST(Call, ReadersAndWriterKeepApart) {
  Session session;
  std::vector<float> values = {0, 0};
  vf_arg value = argOf(values, VF_FLOAT, {2});
  ASSERT_EQ(VF_OK, vf_initialize(session.ctx.get()));
  ASSERT_EQ(VF_OK, vf_variable_write(session.ctx.get(), kExtra, &value));
  std::atomic<bool> stop{false};
  std::atomic<int> torn{0}, reads{0};
  auto read = [&] {
    vf::rt::ContextPtr ctx = session.context();
    while (!stop) {
      vf_arg fetches[2] = {};
      vf_call(ctx.get(), kReadExtra, nullptr, 0, fetches, 2);
      const auto *extra = static_cast<const float *>(fetches[0].data);
      torn += extra[0] != extra[1];
      ++reads;
    }
  };
  std::thread first(read), second(read);
  while (reads == 0)
    std::this_thread::yield();
  for (int i = 1; i <= 2000; ++i) {
    values = {float(i), float(i)};
    ASSERT_EQ(VF_OK, vf_variable_write(session.ctx.get(), kExtra, &value));
  }
  stop = true;
  first.join();
  second.join();
  EXPECT_EQ(0, torn);
}

// Two calls that wait for each other inside their entries: they end only if
// they run side by side.
static void expectSideBySide(uint32_t flags, bool isLockFree) {
  static std::atomic<int> inside;
  inside = 0;
  auto meet = [](vf_ctx *, const vf_arg *, vf_arg *) -> int32_t {
    ++inside;
    while (inside < 2)
      std::this_thread::yield();
    return VF_OK;
  };
  OneEntry entry("meet", meet, flags, isLockFree);
  std::thread other([&] { EXPECT_EQ(VF_OK, entry.call().first); });
  EXPECT_EQ(VF_OK, entry.call().first);
  other.join();
}

TEST(Call, ReadersRunSideBySide) { expectSideBySide(0, false); }

TEST(Call, WritersRunSideBySideInTheLockFreeMode) {
  expectSideBySide(VF_ENTRY_WRITES_STATE, true);
}

// Each call that locks the counter gets a value of its own.
TEST(Call, LockedVariablesLoseNothingInTheLockFreeMode) {
  constexpr int kCalls = 20000;
  vf_instance_options options = {};
  options.struct_size = sizeof(options);
  options.lock_free = 1;
  Session session(&options);
  ASSERT_EQ(VF_OK, vf_initialize(session.ctx.get()));
  std::vector<int32_t> one = {1};
  vf_arg by = argOf(one, VF_INT32, {});
  auto count = [&](std::vector<int64_t> &values) {
    vf::rt::ContextPtr ctx = session.context();
    for (int64_t &value : values) {
      vf_arg now = {};
      now.data = &value;
      now.capacity = sizeof(value);
      ASSERT_EQ(VF_OK, vf_call(ctx.get(), kAdvance, &by, 1, &now, 1));
    }
  };
  std::vector<int64_t> first(kCalls), second(kCalls);
  std::thread other([&] { count(first); });
  count(second);
  other.join();
  first.insert(first.end(), second.begin(), second.end());
  std::sort(first.begin(), first.end());
  EXPECT_EQ(first.end(), std::adjacent_find(first.begin(), first.end()));
  EXPECT_EQ(2 * kCalls, readStep(session.ctx.get()));
}
