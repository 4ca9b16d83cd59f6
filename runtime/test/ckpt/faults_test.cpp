// What the operating system may do to us: fail any call, end the process before
// any call, transfer less than asked, interrupt, shorten a file that is being
// read, run another process in between. The C library's functions are replaced
// by ones that inject this.
#include "BundleNames.h"
#include "TemporaryFile.h"
#include "TestSupport.h"
#include "vf/ckpt/BundleWriter.h"
#include "vf/ckpt/CheckpointState.h"
#include "vf/ckpt/Names.h"
#include "vf/ckpt/Retention.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <sys/file.h>
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
  int linkError = 0; ///< what every link() fails with
  int lockError = 0; ///< what every flock() fails with
  bool dribble =
      false; ///< transfer a few bytes at a time and interrupt every other call
  const char *shrink = ""; ///< a file that is emptied …
  int shrinkAt = -1;       ///< … before this call of pread
  int reads = 0;
  std::function<void()> meanwhile; ///< what another process does …
  int meanwhileAt = 0; ///< … before this call of open, flock or pread
  std::vector<std::string> *trace = nullptr; ///< what changes names, in order

  /// Before such a call: lets another process do its work.
  void yield() {
    if (meanwhile && meanwhileAt-- == 0)
      std::exchange(meanwhile, nullptr)();
  }

  void note(const std::string &event) {
    if (trace)
      trace->push_back(event);
  }

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

std::string baseName(const std::string &path) {
  return path.substr(path.rfind('/') + 1);
}

} // namespace

extern "C" {

ssize_t write(int fd, const void *data, size_t size) {
  if (faults.strikes() || faults.interrupts())
    return -1;
  return syscall(SYS_write, fd, data,
                 faults.dribble ? std::min<size_t>(size, 7) : size);
}

int open(const char *path, int flags, ...) {
  faults.yield();
  return static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, flags, 0666));
}

ssize_t pread(int fd, void *data, size_t size, off_t offset) {
  faults.yield();
  if (faults.interrupts())
    return -1;
  if (faults.reads++ == faults.shrinkAt && truncate(faults.shrink, 0) != 0)
    return -1;
  return syscall(SYS_pread64, fd, data,
                 faults.dribble ? std::min<size_t>(size, 7) : size, offset);
}

// Processes end in these tests, machines do not: nothing is really flushed.
int fsync(int fd) {
  char path[PATH_MAX] = {};
  if (readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path,
               sizeof(path) - 1) > 0 &&
      std::filesystem::is_directory(path))
    faults.note("flush " + baseName(path));
  return faults.strikes() ? -1 : 0;
}

int close(int fd) {
  const bool strikes = faults.strikes();
  const int result = static_cast<int>(syscall(SYS_close, fd));
  return strikes ? (errno = EIO, -1) : result;
}

int rename(const char *from, const char *to) noexcept {
  faults.note("rename " + baseName(to));
  return faults.strikes() ? -1
                          : static_cast<int>(syscall(SYS_renameat2, AT_FDCWD,
                                                     from, AT_FDCWD, to, 0));
}

int link(const char *from, const char *to) noexcept {
  faults.note("link " + baseName(to));
  if (faults.strikes())
    return -1;
  if (faults.linkError != 0) {
    errno = faults.linkError;
    return -1;
  }
  return static_cast<int>(syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int flock(int fd, int operation) noexcept {
  faults.yield();
  if (faults.lockError != 0) {
    errno = faults.lockError;
    return -1;
  }
  return static_cast<int>(syscall(SYS_flock, fd, operation));
}

int unlink(const char *path) noexcept {
  faults.note("unlink " + baseName(path));
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
using ::testing::UnorderedElementsAre;

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

  void expectFailuresLeaveOneCheckpoint(int linkError, int &failures);
  void expectCrashesLeaveOneCheckpoint(int linkError, int &crashes);

  CheckpointFormat format = CheckpointFormat::V2; ///< of what expect… save
  /// The files of a checkpoint of that format.
  std::vector<std::string> files = {"p.data-00000-of-00001", "p.index"};
  ScratchFolder scratch;
  const std::string prefix = scratch / "p";
};

/// Saves over a checkpoint, once for each call that can fail, while every
/// link() fails with `linkError` (0: none does).
void FaultTest::expectFailuresLeaveOneCheckpoint(int linkError, int &failures) {
  bool struck = true;
  for (int at = 0; struck; ++at) {
    ASSERT_OK(save(prefix, smallCheckpoint(1), format));
    Status status;
    struck = inject(Faults::Fail, at, [&] {
      faults.linkError = linkError;
      status = save(prefix, smallCheckpoint(2), format);
    });
    EXPECT_EQ(scratch.list(), files) << "call " << at;
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
}

TEST_F(FaultTest, AFailingCallLeavesThePreviousCheckpointAndNoTemporaryFile) {
  int failures = 0;
  expectFailuresLeaveOneCheckpoint(0, failures);
  EXPECT_GT(failures, 8);
}

// Two faults: the old data file cannot have a second name, and another call
// fails, the rename of the index for one.
TEST_F(FaultTest, AFailingCallWithoutHardLinksLeavesThePreviousCheckpoint) {
  for (int linkError : {EPERM, EOPNOTSUPP, ENOSYS}) {
    int failures = 0;
    expectFailuresLeaveOneCheckpoint(linkError, failures);
    EXPECT_GT(failures, 8) << linkError;
  }
}

// No reason to go on without what the save promises.
TEST_F(FaultTest, ALinkThatFailsForAnotherReasonFailsTheSave) {
  for (int linkError : {ENOSPC, EDQUOT, EIO, EACCES}) {
    ASSERT_OK(save(prefix, smallCheckpoint(1)));
    faults.linkError = linkError;
    Status status = save(prefix, smallCheckpoint(2));
    faults = Faults();
    EXPECT_THAT(status.message(), HasSubstr("cannot link '" + prefix +
                                            ".previous.data-00000-of-00001'"));
    EXPECT_TRUE(holds(prefix, smallCheckpoint(1))) << linkError;
    int failures = 0;
    expectFailuresLeaveOneCheckpoint(linkError, failures);
  }
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

/// Kills a save over a checkpoint before each of its calls, while every link()
/// fails with `linkError` (0: none does).
void FaultTest::expectCrashesLeaveOneCheckpoint(int linkError, int &crashes) {
  bool crashed = true, replaced = false;
  for (int at = 0; crashed; ++at, ++crashes) {
    ScratchFolder folder;
    ASSERT_OK(save(folder / "p", smallCheckpoint(1), format));
    crashed = crash(at, [&] {
      faults.linkError = linkError;
      (void)save(folder / "p", smallCheckpoint(2), format);
    });
    const bool isNew = bool(holds(folder / "p", smallCheckpoint(2)));
    EXPECT_TRUE(isNew || holds(folder / "p", smallCheckpoint(1)))
        << "call " << at;
    EXPECT_TRUE(isNew || !replaced)
        << "call " << at << ": the old checkpoint came back";
    replaced = isNew;
    // The next save finds its way, too, wherever the last one ended.
    faults.linkError = linkError;
    EXPECT_OK(save(folder / "p", smallCheckpoint(3), format));
    faults = Faults();
    EXPECT_TRUE(holds(folder / "p", smallCheckpoint(3))) << "call " << at;
    EXPECT_EQ(folder.list(), files) << "call " << at;
  }
  EXPECT_TRUE(replaced);
}

TEST_F(FaultTest, ACrashAtAnyCallLeavesALoadableCheckpoint) {
  int crashes = 0;
  expectCrashesLeaveOneCheckpoint(0, crashes);
  EXPECT_GT(crashes, 12);
}

TEST_F(FaultTest, ACrashWithoutHardLinksLeavesALoadableCheckpoint) {
  int crashes = 0;
  expectCrashesLeaveOneCheckpoint(EPERM, crashes);
  EXPECT_GT(crashes, 12);
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

// A failure does not take what a crash has left.
TEST_F(FaultTest, AFailureAfterACrashLeavesALoadableCheckpoint) {
  bool crashed = true;
  for (int first = 0; crashed; ++first) {
    bool struck = true;
    for (int second = 0; struck; ++second) {
      ScratchFolder folder;
      ASSERT_OK(save(folder / "p", smallCheckpoint(1)));
      crashed =
          crash(first, [&] { (void)save(folder / "p", smallCheckpoint(2)); });
      struck = inject(Faults::Fail, second,
                      [&] { (void)save(folder / "p", smallCheckpoint(3)); });
      EXPECT_TRUE(holds(folder / "p", smallCheckpoint(1)) ||
                  holds(folder / "p", smallCheckpoint(2)) ||
                  holds(folder / "p", smallCheckpoint(3)))
          << "calls " << first << ", " << second;
    }
  }
}

/// Overwrites the files of `to` with those of `from`, as cp does: the files
/// stay the same ones.
static void copyOver(const std::string &from, const std::string &to) {
  for (const char *suffix : {".index", ".data-00000-of-00001"})
    std::filesystem::copy_file(
        from + suffix, to + suffix,
        std::filesystem::copy_options::overwrite_existing);
}

// Wherever a save was killed, a checkpoint that is copied over the remains is
// the one that counts.
TEST_F(FaultTest, ACopyOverTheRemainsOfACrashCounts) {
  ASSERT_OK(save(prefix, smallCheckpoint(7)));
  bool crashed = true;
  for (int at = 0; crashed; ++at) {
    ScratchFolder folder;
    ASSERT_OK(save(folder / "p", smallCheckpoint(1)));
    crashed = crash(at, [&] { (void)save(folder / "p", smallCheckpoint(2)); });
    copyOver(prefix, folder / "p");
    EXPECT_TRUE(holds(folder / "p", smallCheckpoint(7))) << "call " << at;
  }
}

// Readers that know nothing of the second prefix find a whole checkpoint under
// one of the two, wherever a save was killed.
TEST_F(FaultTest, ACrashLeavesOneOfTwoPlainCheckpoints) {
  bool crashed = true, isUnderSecond = false;
  for (int at = 0; crashed; ++at) {
    ScratchFolder folder;
    ASSERT_OK(save(folder / "p", smallCheckpoint(1)));
    crashed = crash(at, [&] { (void)save(folder / "p", smallCheckpoint(2)); });
    copyOver(folder / "p", folder / "plain");
    if (holds(folder / "plain", smallCheckpoint(1)) ||
        holds(folder / "plain", smallCheckpoint(2)))
      continue;
    isUnderSecond = true;
    EXPECT_TRUE(holds(folder / "p.previous", smallCheckpoint(1)))
        << "call " << at;
  }
  EXPECT_TRUE(isUnderSecond);
}

/// Saves `step` as a program does that keeps two checkpoints and has just
/// started.
static Status saveAndKeepTwo(const std::string &folder, int step) {
  RetentionOptions options;
  options.maxToKeep = 2;
  Retention retention(options, currentTime());
  if (Status status = retention.resume(folder); !status.ok())
    return status;
  const std::string prefix = stepPrefix(folder + "/m", step);
  if (Status status = save(prefix, smallCheckpoint(step)); !status.ok())
    return status;
  std::vector<Status> ignored;
  return retention.record(prefix, currentTime(), ignored);
}

// The third save removes the first one's files. Whatever it has left when it
// is killed, the latest checkpoint loads, and the next run, which saves the
// third and the fourth, leaves no stray file.
TEST_F(FaultTest, ACrashWhileOldCheckpointsAreRemovedLeavesNoStrayFile) {
  bool crashed = true;
  int points = 0;
  for (; crashed; ++points) {
    ScratchFolder folder;
    for (int step : {1, 2})
      ASSERT_OK(saveAndKeepTwo(folder.path, step));
    crashed =
        crash(points, [&] { (void)saveAndKeepTwo(folder.path, /*step=*/3); });
    StatusOr<ResolvedCheckpoint> latest = latestCheckpoint(folder.path);
    ASSERT_OK(latest) << "call " << points;
    EXPECT_TRUE(holds(latest->prefix, smallCheckpoint(2)) ||
                holds(latest->prefix, smallCheckpoint(3)))
        << "call " << points;
    for (int step : {3, 4})
      ASSERT_OK(saveAndKeepTwo(folder.path, step));
    EXPECT_THAT(folder.list(),
                ElementsAre("checkpoint", "m-3.data-00000-of-00001",
                            "m-3.index", "m-4.data-00000-of-00001",
                            "m-4.index"))
        << "call " << points;
  }
  std::printf("%d points\n", points - 1);
}

// What is removed is removed after the state file is on the disk.
TEST_F(FaultTest, OldCheckpointsAreRemovedAfterTheStateFile) {
  ScratchFolder folder;
  for (int step : {1, 2})
    ASSERT_OK(saveAndKeepTwo(folder.path, step));
  std::vector<std::string> trace;
  faults.trace = &trace;
  Status status = saveAndKeepTwo(folder.path, 3);
  faults.trace = nullptr;
  ASSERT_OK(status);
  const auto find = [&](const std::string &event) {
    return std::find(trace.begin(), trace.end(), event);
  };
  const std::string flush = "flush " + baseName(folder.path);
  const auto state = find("rename checkpoint");
  const auto removed = find("unlink m-1.index");
  ASSERT_NE(removed, trace.end());
  EXPECT_LT(find("rename m-3.index"), state);
  EXPECT_LT(state, removed);
  EXPECT_NE(std::find(state, removed, flush), removed);
}

// Names reach the disk in the order that the protocol needs.
TEST_F(FaultTest, FlushesFoldersBetweenRenames) {
  const std::string folder = baseName(scratch.path);
  std::vector<std::string> trace;
  faults.trace = &trace;
  ASSERT_OK(save(scratch / "new/p", smallCheckpoint(1)));
  EXPECT_THAT(trace,
              ElementsAre("flush " + folder, "rename p.data-00000-of-00001",
                          "flush new", "rename p.index", "flush new",
                          "unlink p.previous.index",
                          "unlink p.previous.data-00000-of-00001"));
  ASSERT_OK(save(prefix, smallCheckpoint(1)));
  trace.clear();
  ASSERT_OK(save(prefix, smallCheckpoint(2)));
  EXPECT_THAT(trace, ElementsAre("unlink p.previous.index",
                                 "unlink p.previous.data-00000-of-00001",
                                 "link p.previous.data-00000-of-00001",
                                 "rename p.previous.index", "flush " + folder,
                                 "rename p.data-00000-of-00001",
                                 "flush " + folder, "rename p.index",
                                 "flush " + folder, "unlink p.previous.index",
                                 "unlink p.previous.data-00000-of-00001"));
  trace.clear();
  faults.linkError = EPERM;
  ASSERT_OK(save(prefix, smallCheckpoint(3)));
  trace.resize(std::min<size_t>(trace.size(), 6));
  EXPECT_THAT(trace, ElementsAre("unlink p.previous.index",
                                 "unlink p.previous.data-00000-of-00001",
                                 "link p.previous.data-00000-of-00001",
                                 "rename p.previous.data-00000-of-00001",
                                 "rename p.previous.index", "flush " + folder));
}

// Only what nobody writes any more, and only for this prefix. Numbers of
// processes say nothing: in containers all are alike.
TEST_F(FaultTest, RemovesAbandonedTemporaryFiles) {
  const std::string suffix = ".tempstate" + std::to_string(getpid()) + "-0";
  for (const std::string &name :
       {"p.index" + suffix, "p.data-00000-of-00001" + suffix,
        "q.index" + suffix, std::string("p.index.tempstate1"),
        "p.index" + suffix + "x"})
    writeFile(scratch / name, "");
  ASSERT_OK(save(prefix, smallCheckpoint(1)));
  EXPECT_THAT(scratch.list(),
              UnorderedElementsAre("p.data-00000-of-00001", "p.index",
                                   "q.index" + suffix, "p.index.tempstate1",
                                   "p.index" + suffix + "x"));
}

// A file is its writer's until it has its name, also when it is closed.
TEST_F(FaultTest, LeavesTemporaryFilesThatAreWritten) {
  StatusOr<TemporaryFile> first = TemporaryFile::create(indexFileName(prefix));
  ASSERT_OK(first);
  ASSERT_OK(first->file().append("first", 5));
  ASSERT_OK(first->file().syncAndClose());
  const pid_t child = fork();
  if (child == 0) // another process
    _exit(save(prefix, smallCheckpoint(1)).ok() ? 0 : 1);
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(holds(prefix, smallCheckpoint(1)));
  ASSERT_OK(first->commit());
  EXPECT_EQ(readFile(indexFileName(prefix)), "first");
}

// Another process may come between making a file and locking it.
TEST_F(FaultTest, MakesATemporaryFileAnewIfItIsRemovedBeforeItIsLocked) {
  bool wasRemoved = false;
  faults.meanwhileAt = 1; // open, then flock
  faults.meanwhile = [&] {
    for (const std::string &name : scratch.list())
      wasRemoved = std::filesystem::remove(scratch / name);
  };
  StatusOr<TemporaryFile> file = TemporaryFile::create(prefix);
  ASSERT_OK(file);
  EXPECT_TRUE(wasRemoved);
  ASSERT_OK(file->commit());
  EXPECT_THAT(scratch.list(), ElementsAre("p"));
}

TEST_F(FaultTest, GivesUpOnTemporaryFilesThatOthersAlwaysLock) {
  faults.lockError = EWOULDBLOCK;
  StatusOr<TemporaryFile> file = TemporaryFile::create(prefix);
  EXPECT_EQ(file.status().code(), VF_UNAVAILABLE);
  EXPECT_THAT(file.status().message(),
              HasSubstr("cannot lock '" + prefix + ".tempstate"));
}

TEST_F(FaultTest, RemovesNothingWithoutLocks) {
  const std::string abandoned = "p.index.tempstate1-0";
  writeFile(scratch / abandoned, "");
  faults.lockError = ENOLCK;
  ASSERT_OK(save(prefix, smallCheckpoint(1)));
  EXPECT_THAT(scratch.list(), UnorderedElementsAre("p.data-00000-of-00001",
                                                   "p.index", abandoned));
}

//===- Reading while another process saves --------------------------------===//

/// Restores from `prefix`; the tensors are those of one of these versions.
static ::testing::AssertionResult
holdsOneOf(const std::string &prefix, std::initializer_list<int> versions) {
  std::vector<Tensor> found = smallCheckpoint(0);
  if (Status status = restore(prefix, found); !status.ok())
    return ::testing::AssertionFailure() << status.message();
  for (int version : versions) {
    const std::vector<Tensor> wanted = smallCheckpoint(version);
    if (std::equal(found.begin(), found.end(), wanted.begin(),
                   [](const Tensor &a, const Tensor &b) {
                     return a.bytes == b.bytes;
                   }))
      return ::testing::AssertionSuccess();
  }
  return ::testing::AssertionFailure() << "neither version";
}

// At each of the reader's calls another process saves, as far as each of its
// calls; or it is that far already, and another save follows.
TEST_F(FaultTest, ReadsOneCheckpointWhileAnotherProcessSaves) {
  ASSERT_OK(save(prefix, smallCheckpoint(1)));
  int reads = 0, writes = 0;
  faults.meanwhile = [] {};
  faults.meanwhileAt = INT_MAX;
  EXPECT_TRUE(holdsOneOf(prefix, {1}));
  reads = INT_MAX - faults.meanwhileAt;
  inject(Faults::Fail, INT_MAX, [&] {
    ASSERT_OK(save(prefix, smallCheckpoint(1)));
    writes = faults.calls;
  });
  ASSERT_GT(reads, 5);
  ASSERT_GT(writes, 16);
  for (int read = 0; read < reads; ++read)
    for (int write = writes - 16; write <= writes; ++write)
      for (bool isBefore : {false, true}) {
        ScratchFolder folder;
        const std::string path = folder / "p";
        ASSERT_OK(save(path, smallCheckpoint(1)));
        auto saveInPart = [&] {
          crash(write, [&] { (void)save(path, smallCheckpoint(2)); });
        };
        auto saveWhole = [&] { ASSERT_OK(save(path, smallCheckpoint(3))); };
        if (isBefore)
          saveInPart();
        faults = Faults();
        faults.meanwhileAt = read;
        faults.meanwhile = [&] { isBefore ? saveWhole() : saveInPart(); };
        EXPECT_TRUE(holdsOneOf(path, {1, 2, 3}))
            << "read " << read << ", write " << write << ", " << isBefore;
        faults = Faults();
      }
}

// A reader that never finds a quiet moment says so.
TEST_F(FaultTest, GivesUpOnACheckpointThatAlwaysChanges) {
  ASSERT_OK(save(prefix, smallCheckpoint(1)));
  std::function<void()> again = [&] {
    ASSERT_OK(save(prefix, smallCheckpoint(2)));
    faults.meanwhileAt = 1;
    faults.meanwhile = again;
  };
  again();
  StatusOr<BundleReader> reader = BundleReader::open(prefix);
  faults = Faults();
  EXPECT_EQ(reader.status().code(), VF_UNAVAILABLE);
  EXPECT_THAT(reader.status().message(), HasSubstr("'" + prefix + "'"));
}

//===- V1
//------------------------------------------------------------------===//

/// A checkpoint that is one file.
class V1FaultTest : public FaultTest {
protected:
  V1FaultTest() {
    format = CheckpointFormat::V1;
    files = {"p"};
  }
};

TEST_F(V1FaultTest, AFailingCallLeavesThePreviousCheckpointAndNoTemporaryFile) {
  int failures = 0;
  expectFailuresLeaveOneCheckpoint(0, failures);
  EXPECT_GT(failures, 3);
}

TEST_F(V1FaultTest, ACrashAtAnyCallLeavesALoadableCheckpoint) {
  int crashes = 0;
  expectCrashesLeaveOneCheckpoint(0, crashes);
  EXPECT_GT(crashes, 4);
}

TEST_F(V1FaultTest, FlushesTheFolderAfterTheRename) {
  std::vector<std::string> trace;
  faults.trace = &trace;
  ASSERT_OK(save(prefix, smallCheckpoint(1), format));
  faults = Faults();
  EXPECT_THAT(trace,
              ElementsAre("rename p", "flush " + baseName(scratch.path)));
}

TEST_F(V1FaultTest, ShortTransfersAndInterruptionsChangeNothing) {
  faults.dribble = true;
  ASSERT_OK(save(prefix, smallCheckpoint(7), format));
  EXPECT_TRUE(holds(prefix, smallCheckpoint(7)));
  faults = Faults();
  EXPECT_TRUE(holds(prefix, smallCheckpoint(7)));
}

// A reader keeps to the file that it has opened.
TEST_F(V1FaultTest, AReaderStaysWithItsCheckpoint) {
  ASSERT_OK(save(prefix, smallCheckpoint(1), format));
  StatusOr<std::unique_ptr<CheckpointReader>> reader = openCheckpoint(prefix);
  ASSERT_OK(reader);
  ASSERT_OK(save(prefix, smallCheckpoint(2), format));
  int64_t step = 0;
  ASSERT_OK((*reader)->read(*(*reader)->lookup("step"), &step));
  EXPECT_EQ(step, 1);
}

//===- Other faults -------------------------------------------------------===//

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
  int failures = 0;
  for (int at = 0; struck; ++at) {
    Status status;
    struck = inject(Faults::Fail, at, [&] {
      status = updateCheckpointState(scratch.path, {"/new", {}});
    });
    EXPECT_THAT(scratch.list(), ElementsAre("checkpoint"));
    const bool kept = readFile(scratch / "checkpoint") == old;
    EXPECT_TRUE(status.ok() || kept ||
                status.message().find("'" + scratch.path + "'") !=
                    std::string::npos);
    EXPECT_TRUE(!status.ok() || !kept) << "call " << at;
    failures += !status.ok();
    writeFile(scratch / "checkpoint", old);
  }
  EXPECT_GT(failures, 3);
}

} // namespace vf::ckpt
