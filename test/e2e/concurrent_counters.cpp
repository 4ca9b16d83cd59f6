// Calls `count` from several threads until each has counted CALLS times, then
// once more than the counter allows. Prints nothing; ends with 0 if every
// caller got a number of its own, and the last was told of the limit.
//
// usage: counters LOCK_FREE
#include "vf/rt/Handles.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

extern "C" const vf_model_desc vf_model_counter;

static constexpr int kThreads = 4;
static constexpr int kCalls = 250000; // kThreads * kCalls is the graph's limit

static int32_t count(vf_ctx *ctx, int64_t *number) {
  vf_arg fetch = {};
  fetch.data = number;
  fetch.capacity = sizeof(*number);
  return vf_call(ctx, vf_find_entry(&vf_model_counter, "count"), nullptr, 0,
                 &fetch, 1);
}

static vf::rt::ContextPtr makeContext(vf_instance *instance) {
  vf_ctx *ctx;
  if (vf_ctx_create(instance, &ctx) != VF_OK)
    abort();
  return vf::rt::ContextPtr(ctx);
}

int main(int, char **argv) {
  vf_instance_options options = {};
  options.struct_size = sizeof(options);
  options.lock_free = atoi(argv[1]);
  vf_instance *created;
  char message[256];
  if (vf_instance_create(&vf_model_counter, &options, &created, message,
                         sizeof(message)) != VF_OK)
    return fprintf(stderr, "%s\n", message), 1;
  vf::rt::InstancePtr instance(created);
  vf::rt::ContextPtr main = makeContext(created);
  if (vf_initialize(main.get()) != VF_OK)
    return fprintf(stderr, "%s\n", vf_ctx_message(main.get())), 1;

  std::vector<int64_t> numbers(kThreads * kCalls, -1);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      vf::rt::ContextPtr ctx = makeContext(created);
      for (int i = 0; i < kCalls; ++i)
        count(ctx.get(), &numbers[t * kCalls + i]);
    });
  for (std::thread &thread : threads)
    thread.join();
  std::sort(numbers.begin(), numbers.end());
  for (int64_t i = 0; i < kThreads * kCalls; ++i)
    if (numbers[i] != i)
      return fprintf(stderr, "number %lld is missing\n", (long long)i), 1;
  int64_t none;
  int32_t code = count(main.get(), &none);
  if (code != VF_OUT_OF_RANGE)
    return fprintf(stderr, "beyond the limit: %s\n", vf_code_name(code)), 1;
  return 0;
}
