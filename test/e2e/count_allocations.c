// For LD_PRELOAD: counts what a process allocates and writes the total to the
// file VF_ALLOCATION_REPORT at exit. glibc's own names of the functions stand
// behind the counters, so nothing has to be looked up at run time.
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

static atomic_long allocations;

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
  return *block ? 0 : 12 /*ENOMEM*/;
}

void *mmap(void *address, size_t length, int protection, int flags, int file,
           off_t offset) {
  ++allocations;
  return (void *)syscall(SYS_mmap, address, length, protection, flags, file,
                         offset);
}

__attribute__((destructor)) static void report(void) {
  const long total = allocations;
  const char *path = getenv("VF_ALLOCATION_REPORT");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (file) {
    fprintf(file, "%ld\n", total);
    fclose(file);
  }
}
