// What the operating system may do to us: fail any call, end the process before
// any call, transfer less than asked, interrupt, shorten a file that is being
// read. The C library's functions are replaced by ones that inject this.
#include "TestSupport.h"
#include "vf/ckpt/BundleWriter.h"
#include "vf/ckpt/CheckpointState.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

/// What the replaced functions do. Off unless a test says otherwise.
struct Faults {
  enum Action { None, Fail, Exit };
  Action action = None; ///< at the call number `at`, counted from 0
  int at = 0;
  int calls = 0;
  bool dribble =
      false; ///< transfer a few bytes at a time and interrupt every other call
  const char *shrink = ""; ///< a file that is emptied …
  int shrinkAt = -1;       ///< … before this call of pread
  int reads = 0;

  /// Whether the present call must fail.
  bool strikes() {
    if (action == None || calls++ != at)
      return false;
    if (action == Exit)
      _exit(3);
    errno = ENOSPC;
    return true;
  }

  bool interrupts() {
    if (!dribble || calls++ % 2 == 0)
      return false;
    errno = EINTR;
    return true;
  }
};

Faults faults;

} // namespace

extern "C" {

ssize_t write(int fd, const void *data, size_t size) {
  if (faults.strikes() || faults.interrupts())
    return -1;
  return syscall(SYS_write, fd, data,
                 faults.dribble ? std::min<size_t>(size, 7) : size);
}

ssize_t pread(int fd, void *data, size_t size, off_t offset) {
  if (faults.interrupts())
    return -1;
  if (faults.reads++ == faults.shrinkAt && truncate(faults.shrink, 0) != 0)
    return -1;
  return syscall(SYS_pread64, fd, data,
                 faults.dribble ? std::min<size_t>(size, 7) : size, offset);
}

// Processes end in these tests, machines do not: nothing is really flushed.
int fsync(int) { return faults.strikes() ? -1 : 0; }

int close(int fd) {
  const bool strikes = faults.strikes();
  const int result = static_cast<int>(syscall(SYS_close, fd));
  return strikes ? (errno = EIO, -1) : result;
}

int rename(const char *from, const char *to) noexcept {
  return faults.strikes() ? -1
                          : static_cast<int>(syscall(SYS_renameat2, AT_FDCWD,
                                                     from, AT_FDCWD, to, 0));
}

int link(const char *from, const char *to) noexcept {
  return faults.strikes() ? -1
                          : static_cast<int>(syscall(SYS_linkat, AT_FDCWD, from,
                                                     AT_FDCWD, to, 0));
}

int unlink(const char *path) noexcept {
  // A failing removal is not injected (nothing can be done about it), but the
  // process may end before it.
  if (faults.action == Faults::Exit)
    (void)faults.strikes();
  return static_cast<int>(syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}

} // extern "C"

namespace vf::ckpt {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FaultTest : public ::testing::Test {
protected:
  void TearDown() override { faults = Faults(); }

  /// Runs `body` with the fault `action` at call `at`. Returns whether there
  /// was such a call.
  template <typename Body>
  bool inject(Faults::Action action, int at, Body body) {
    faults = Faults();
    faults.action = action;
    faults.at = at;
    body();
    const bool struck = faults.calls > at;
    faults = Faults();
    return struck;
  }

  /// Runs `body` in a child process that ends before call `at`. Returns whether
  /// there was such a call.
  template <typename Body>
  bool crash(int at, Body body) {
    const pid_t child = fork();
    if (child == 0) {
      inject(Faults::Exit, at, body);
      _exit(0);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    return WEXITSTATUS(status) == 3;
  }

  ScratchFolder scratch;
  const std::string prefix = scratch / "p";
};

TEST_F(FaultTest, AFailingCallLeavesThePreviousCheckpointAndNoTemporaryFile) {
  int failures = 0;
  bool struck = true;
  for (int at = 0; struck; ++at) {
    ASSERT_OK(save(prefix, smallCheckpoint(1)));
    Status status;
    struck = inject(Faults::Fail, at,
                    [&] { status = save(prefix, smallCheckpoint(2)); });
    EXPECT_THAT(scratch.list(), ElementsAre("p.data-00000-of-00001", "p.index"))
        << "call " << at;
    failures += !status.ok();
    // Only the flush of the folder, after the last rename, may fail with the
    // new checkpoint in place.
    const bool kept = bool(holds(prefix, smallCheckpoint(1)));
    EXPECT_TRUE(kept || holds(prefix, smallCheckpoint(2))) << "call " << at;
    EXPECT_TRUE(status.ok() || kept ||
                status.message().find("'" + scratch.path + "'") !=
                    std::string::npos)
        << "call " << at << ": " << status.message();
    EXPECT_TRUE(!status.ok() || !kept) << "call " << at;
  }
  EXPECT_GT(failures, 8);
}

// Without a previous checkpoint a failed save leaves nothing.
TEST_F(FaultTest, AFailingFirstSaveLeavesNothing) {
  bool struck = true;
  for (int at = 0; struck; ++at) {
    ScratchFolder empty;
    Status status;
    struck = inject(Faults::Fail, at,
                    [&] { status = save(empty / "p", smallCheckpoint(2)); });
    if (!status.ok() && !empty.list().empty()) {
      EXPECT_THAT(status.message(), HasSubstr("'" + empty.path + "'"));
      EXPECT_TRUE(holds(empty / "p", smallCheckpoint(2)));
    }
  }
}

TEST_F(FaultTest, ACrashAtAnyCallLeavesALoadableCheckpoint) {
  bool crashed = true, replaced = false;
  int at = 0;
  for (; crashed; ++at) {
    ScratchFolder folder;
    ASSERT_OK(save(folder / "p", smallCheckpoint(1)));
    crashed = crash(at, [&] { (void)save(folder / "p", smallCheckpoint(2)); });
    const bool isNew = bool(holds(folder / "p", smallCheckpoint(2)));
    EXPECT_TRUE(isNew || holds(folder / "p", smallCheckpoint(1)))
        << "call " << at;
    EXPECT_TRUE(isNew || !replaced)
        << "call " << at << ": the old checkpoint came back";
    replaced = isNew;
    // The next save finds its way, too, wherever the last one ended.
    EXPECT_OK(save(folder / "p", smallCheckpoint(3)));
    EXPECT_TRUE(holds(folder / "p", smallCheckpoint(3))) << "call " << at;
  }
  EXPECT_TRUE(replaced);
  EXPECT_GT(at, 12);
}

// A second crash before the first one was repaired, for all pairs of calls from
// the last write on.
TEST_F(FaultTest, ACrashAfterACrashLeavesALoadableCheckpoint) {
  constexpr int lastCalls = 16;
  ASSERT_OK(save(prefix, smallCheckpoint(0)));
  int calls = 0;
  inject(Faults::Fail, INT_MAX, [&] {
    ASSERT_OK(save(prefix, smallCheckpoint(1)));
    calls = faults.calls;
  });
  ASSERT_GT(calls, lastCalls);
  for (int first = calls - lastCalls; first < calls + 2; ++first)
    for (int second = calls - lastCalls; second < calls + 2; ++second) {
      ScratchFolder folder;
      ASSERT_OK(save(folder / "p", smallCheckpoint(1)));
      crash(first, [&] { (void)save(folder / "p", smallCheckpoint(2)); });
      crash(second, [&] { (void)save(folder / "p", smallCheckpoint(3)); });
      EXPECT_TRUE(holds(folder / "p", smallCheckpoint(1)) ||
                  holds(folder / "p", smallCheckpoint(2)) ||
                  holds(folder / "p", smallCheckpoint(3)))
          << "calls " << first << ", " << second;
    }
}

TEST_F(FaultTest, AFullDiskIsReportedAndThePreviousCheckpointStays) {
  ASSERT_OK(save(prefix, smallCheckpoint(1)));
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small = {100'000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  Status status =
      save(prefix, {makeTensor<char>("big", VF_INT8, {1'000'000},
                                     std::vector<char>(1'000'000))});
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(status.code(), VF_RESOURCE_EXHAUSTED);
  EXPECT_THAT(status.message(),
              HasSubstr("key 'big': cannot write '" + prefix));
  EXPECT_THAT(scratch.list(), ElementsAre("p.data-00000-of-00001", "p.index"));
  EXPECT_TRUE(holds(prefix, smallCheckpoint(1)));
}

TEST_F(FaultTest, AWriterThatIsDroppedLeavesNothing) {
  {
    EXPECT_OK(BundleWriter::open(prefix));
  }
  EXPECT_TRUE(scratch.list().empty());
}

TEST_F(FaultTest, ShortTransfersAndInterruptionsChangeNothing) {
  faults.dribble = true;
  ASSERT_OK(save(prefix, smallCheckpoint(7)));
  EXPECT_TRUE(holds(prefix, smallCheckpoint(7)));
  faults.dribble = false;
  EXPECT_TRUE(holds(prefix, smallCheckpoint(7)));
}

// Whichever read comes too late gives DataLoss; what fails before the second
// phase has touched nothing.
TEST_F(FaultTest, AFileThatShrinksWhileItIsReadIsDataLoss) {
  const std::string data = prefix + ".data-00000-of-00001",
                    index = prefix + ".index";
  for (const std::string &victim : {data, index}) {
    int refused = 0;
    for (int at = 0; at < 20; ++at) {
      ASSERT_OK(save(prefix, smallCheckpoint(1)));
      StatusOr<BundleReader> reader = [&] {
        faults = Faults();
        faults.shrink = victim.c_str();
        faults.shrinkAt = at;
        return BundleReader::open(prefix);
      }();
      std::vector<Tensor> tensors = smallCheckpoint(1);
      Status status = reader.status();
      if (reader.ok()) {
        std::vector<RestoreItem> items;
        for (Tensor &tensor : tensors)
          items.push_back({tensor.key, tensor.spec, tensor.bytes.data()});
        status = restoreAll(*reader, items);
      }
      faults = Faults();
      EXPECT_TRUE(status.ok() || status.code() == VF_DATA_LOSS)
          << status.message();
      refused += !status.ok();
    }
    EXPECT_GT(refused, 3);
  }
}

TEST_F(FaultTest, AFailingCallLeavesThePreviousStateFile) {
  ASSERT_OK(updateCheckpointState(scratch.path, {"/old", {}}));
  const std::string old = readFile(scratch / "checkpoint");
  bool struck = true;
  int at = 0;
  for (; struck; ++at) {
    Status status;
    struck = inject(Faults::Fail, at, [&] {
      status = updateCheckpointState(scratch.path, {"/new", {}});
    });
    EXPECT_THAT(scratch.list(), ElementsAre("checkpoint"));
    const bool kept = readFile(scratch / "checkpoint") == old;
    EXPECT_TRUE(status.ok() || kept ||
                status.message().find("'" + scratch.path + "'") !=
                    std::string::npos);
    EXPECT_EQ(struck, !status.ok());
    writeFile(scratch / "checkpoint", old);
  }
  EXPECT_GT(at, 4);
}

} // namespace vf::ckpt
