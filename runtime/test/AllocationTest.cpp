// A steady-state step allocates nothing: every way to memory is counted.
#include "TestSupport.h"

#include <atomic>
#include <cerrno>
#include <dlfcn.h>
#include <sys/mman.h>
#include <sys/resource.h>

static std::atomic<int64_t> allocations;

/// The next definition of a function that this file interposes.
template <typename F>
static F next(const char *name) {
  return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}

extern "C" {
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) {
  ++allocations;
  return __libc_malloc(size);
}
void *calloc(size_t count, size_t size) {
  ++allocations;
  return __libc_calloc(count, size);
}
void *realloc(void *block, size_t size) {
  ++allocations;
  return __libc_realloc(block, size);
}
void *aligned_alloc(size_t alignment, size_t size) {
  ++allocations;
  return __libc_memalign(alignment, size);
}
int posix_memalign(void **block, size_t alignment, size_t size) {
  ++allocations;
  *block = __libc_memalign(alignment, size);
  return *block ? 0 : ENOMEM;
}
void *mmap(void *address, size_t size, int protection, int flags, int file,
           off_t offset) {
  ++allocations;
  static auto real = next<decltype(&mmap)>("mmap");
  return real(address, size, protection, flags, file, offset);
}
}

using namespace vf::test;

// The counter counts, or the tests below would show nothing.
TEST(Allocation, IsCounted) {
  int64_t before = allocations;
  std::vector<int> *block = new std::vector<int>(100);
  EXPECT_GE(allocations - before, 2);
  delete block;
}

TEST(Allocation, NoneInSteadySteps) {
  vf_instance_options options = {};
  options.struct_size = sizeof(options);
  options.num_threads = 2;
  Session session(&options);
  ASSERT_EQ(VF_OK, vf_initialize(session.ctx.get()));
  std::vector<float> x(64 * 4, 0.5f), y(64, 1.0f);
  vf_arg feeds[] = {argOf(x, VF_FLOAT, {64, 4}), argOf(y, VF_FLOAT, {64})};
  auto step = [&](int64_t batch) {
    feeds[0].dims[0] = feeds[1].dims[0] = batch;
    vf_arg loss = {}, results[2] = {}, value = {};
    return vf_call(session.ctx.get(), kTrain, feeds, 2, &loss, 1) == VF_OK &&
           vf_call(session.ctx.get(), kPredict, feeds, 1, results, 2) ==
               VF_OK &&
           vf_variable_read(session.ctx.get(), kWeights, &value) == VF_OK;
  };
  bool worked = true;
  for (int i = 0; i < 10; ++i)
    worked &= step(64);
  int64_t before = allocations;
  for (int i = 0; i < 1000; ++i)
    worked &= step(64 - i % 2);
  EXPECT_EQ(0, allocations - before);
  EXPECT_TRUE(worked) << session.message();
}

// Where the system grants no more threads, those that are there do the work. In
// a process of its own: the limit stays. Each thread asks for 8 MiB of stack.
TEST(Threads, AreFewerWhereTheSystemRefuses) {
  auto work = [] {
    rlimit stack = {8 << 20, 8 << 20}, space = {200 << 20, 200 << 20};
    setrlimit(RLIMIT_STACK, &stack);
    setrlimit(RLIMIT_AS, &space);
    vf_instance_options options = {};
    options.struct_size = sizeof(options);
    options.num_threads = 64;
    Session session(&options);
    int32_t threads = vf_instance_num_threads(session.instance.get());
    std::vector<float> x(4 * 99, 0.5f);
    vf_arg feed = argOf(x, VF_FLOAT, {99, 4}), results[2] = {};
    bool works =
        vf_initialize(session.ctx.get()) == VF_OK &&
        vf_call(session.ctx.get(), kPredict, &feed, 1, results, 2) == VF_OK;
    fprintf(stderr, "%d threads\n", threads);
    exit(works && threads >= 1 && threads < 64 ? 0 : 1);
  };
  EXPECT_EXIT(work(), testing::ExitedWithCode(0), " threads");
}

// A gigabyte of variables costs nothing before it is written.
TEST(Allocation, LargeVariablesAreNotTouched) {
  static const int64_t dims[] = {int64_t(1) << 28};
  vf_variable_desc variable = {"large", VF_FLOAT, 1, dims, 0};
  vf_model_desc model = testModel();
  model.variables = &variable;
  model.num_variables = 1;
  model.num_savers = 0;
  model.num_entries = model.num_public_entries = 0;
  model.global_step = model.initializer = -1;
  auto residentPages = [] {
    long pages = 0, ignored = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    EXPECT_EQ(2, fscanf(file, "%ld %ld", &ignored, &pages));
    fclose(file);
    return pages;
  };
  long before = residentPages();
  vf_instance *instance;
  ASSERT_EQ(VF_OK, vf_instance_create(&model, nullptr, &instance, nullptr, 0));
  EXPECT_LT(residentPages() - before, 256) << "more than a MiB became resident";
  vf_instance_destroy(instance);
}
