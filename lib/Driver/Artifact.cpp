// Files, archives, and the system's linker. A file is replaced by renaming;
// what is no file (a device, a pipe) must stay what it is and is written into.
#include "Artifact.h"

#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"

using namespace vf;

static llvm::LogicalResult reportFile(DiagnosticEngine &diagnostics,
                                      llvm::StringRef path, llvm::Error error) {
  return emitError(diagnostics, Location::file(path))
         << "cannot be written: " << llvm::toString(std::move(error));
}

bool vf::isSpecialFile(llvm::StringRef path) {
  llvm::sys::fs::file_status status;
  return !llvm::sys::fs::status(path, status) &&
         status.type() != llvm::sys::fs::file_type::regular_file;
}

/// The path to rename a new file to, with links followed; none if what stands
/// there has to be written into: a special file, or a link to a file that does
/// not exist yet.
static std::optional<std::string> findRenameTarget(llvm::StringRef path) {
  if (isSpecialFile(path))
    return std::nullopt;
  if (!llvm::sys::fs::is_symlink_file(path))
    return path.str();
  llvm::SmallString<128> target;
  if (llvm::sys::fs::real_path(path, target))
    return std::nullopt;
  return target.str().str();
}

static llvm::LogicalResult writeInto(llvm::StringRef path,
                                     llvm::StringRef content,
                                     DiagnosticEngine &diagnostics) {
  std::error_code code;
  llvm::raw_fd_ostream os(path, code);
  if (!code) {
    os << content;
    os.close();
    code = os.error();
    // The destructor of a stream with an error ends the process.
    os.clear_error();
  }
  if (code)
    return reportFile(diagnostics, path, llvm::errorCodeToError(code));
  return llvm::success();
}

llvm::LogicalResult vf::writeFile(llvm::StringRef path, llvm::StringRef content,
                                  DiagnosticEngine &diagnostics) {
  if (path.empty() || path == "-") {
    llvm::outs() << content;
    return llvm::success();
  }
  std::optional<std::string> target = findRenameTarget(path);
  if (!target)
    return writeInto(path, content, diagnostics);
  if (llvm::Error error =
          llvm::writeToOutput(*target, [&](llvm::raw_ostream &os) {
            os << content;
            return llvm::Error::success();
          }))
    return reportFile(diagnostics, path, std::move(error));
  return llvm::success();
}

llvm::LogicalResult vf::flushStandardOutput(DiagnosticEngine &diagnostics) {
  llvm::raw_fd_ostream &os = llvm::outs();
  os.flush();
  std::error_code code = os.error();
  os.clear_error();
  if (code)
    return emitError(diagnostics, Location())
           << "standard output cannot be written: " << code.message();
  return llvm::success();
}

llvm::LogicalResult vf::writeStaticLibrary(llvm::StringRef path,
                                           llvm::StringRef memberName,
                                           llvm::ArrayRef<char> object,
                                           DiagnosticEngine &diagnostics) {
  llvm::NewArchiveMember member(llvm::MemoryBufferRef(
      llvm::StringRef(object.data(), object.size()), memberName));
  auto archive = llvm::writeArchiveToBuffer(
      member, llvm::SymtabWritingMode::NormalSymtab,
      llvm::object::Archive::K_GNU, /*Deterministic=*/true, /*Thin=*/false);
  if (!archive)
    return reportFile(diagnostics, path, archive.takeError());
  return writeFile(path, (*archive)->getBuffer(), diagnostics);
}

/// A driver of the system's linker, with the option that makes it use lld;
/// empty if there is none.
static std::vector<std::string> findLinkerDriver() {
  bool hasLLD = static_cast<bool>(llvm::sys::findProgramByName("ld.lld-22"));
  if (llvm::ErrorOr<std::string> clang =
          llvm::sys::findProgramByName("clang-22");
      clang && hasLLD)
    return {*clang, "-fuse-ld=lld-22"};
  for (llvm::StringRef name : {"cc", "clang"})
    if (llvm::ErrorOr<std::string> driver = llvm::sys::findProgramByName(name))
      return {*driver};
  return {};
}

/// ../lib of the program that runs.
static std::string getRuntimeFolder() {
  std::string program = llvm::sys::fs::getMainExecutable(
      nullptr, reinterpret_cast<void *>(&getRuntimeFolder));
  llvm::SmallString<128> folder(
      llvm::sys::path::parent_path(llvm::sys::path::parent_path(program)));
  llvm::sys::path::append(folder, "lib");
  return folder.str().str();
}

/// Runs a command; what it prints on failure becomes notes of the error.
static llvm::LogicalResult run(llvm::ArrayRef<std::string> command,
                               DiagnosticEngine &diagnostics) {
  llvm::SmallString<128> log;
  if (std::error_code code =
          llvm::sys::fs::createTemporaryFile("vf-link", "log", log))
    return emitError(diagnostics, Location())
           << "no temporary file: " << code.message();
  llvm::FileRemover removeLog(log);
  llvm::SmallVector<llvm::StringRef> arguments(command.begin(), command.end());
  std::optional<llvm::StringRef> redirects[] = {llvm::StringRef(""), log.str(),
                                                log.str()};
  if (llvm::sys::ExecuteAndWait(command[0], arguments, std::nullopt,
                                redirects) == 0)
    return llvm::success();
  InFlightDiagnostic error = emitError(diagnostics, Location())
                             << "linking with '" << command[0] << "' failed";
  if (auto text = llvm::MemoryBuffer::getFile(log))
    error.note((*text)->getBuffer().take_front(4096).trim());
  return error;
}

/// Makes the file that the linker writes: beside the one that it will be, if
/// there will be one.
static std::error_code
createProgramFile(const std::optional<std::string> &target,
                  llvm::SmallVectorImpl<char> &path) {
  if (!target)
    return llvm::sys::fs::createTemporaryFile("vf-program", "", path);
  int fd;
  if (std::error_code code =
          llvm::sys::fs::createUniqueFile(*target + ".%%%%%%.tmp", fd, path))
    return code;
  return llvm::sys::Process::SafelyCloseFileDescriptor(fd);
}

static llvm::LogicalResult copyInto(llvm::StringRef path,
                                    llvm::StringRef source,
                                    DiagnosticEngine &diagnostics) {
  auto content = llvm::MemoryBuffer::getFile(source);
  if (!content)
    return reportFile(diagnostics, path,
                      llvm::errorCodeToError(content.getError()));
  return writeInto(path, (*content)->getBuffer(), diagnostics);
}

llvm::LogicalResult vf::linkProgram(llvm::StringRef path,
                                    llvm::ArrayRef<char> object,
                                    DiagnosticEngine &diagnostics) {
  std::vector<std::string> command = findLinkerDriver();
  if (command.empty())
    return emitError(diagnostics, Location()).hint("install clang or gcc")
           << "no linker: expected clang-22, cc or clang on the PATH";

  std::optional<std::string> target = findRenameTarget(path);
  llvm::SmallString<128> objectPath, programPath;
  if (llvm::sys::fs::createTemporaryFile("vf-model", "o", objectPath) ||
      createProgramFile(target, programPath))
    return emitError(diagnostics, Location::file(path)) << "cannot be written";
  llvm::FileRemover removeObject(objectPath), removeProgram(programPath);
  if (failed(
          writeFile(objectPath, {object.data(), object.size()}, diagnostics)))
    return llvm::failure();

  std::string runtime = getRuntimeFolder();
  llvm::append_range(command, std::vector<std::string>{
                                  objectPath.str().str(), "-o",
                                  programPath.str().str(), "-L" + runtime});
  llvm::append_range(command,
                     llvm::ArrayRef<std::string>(VF_RUNTIME_LINK_LINE));
  if (failed(run(command, diagnostics)))
    return llvm::failure();
  if (!target)
    return copyInto(path, programPath, diagnostics);
  if (std::error_code code = llvm::sys::fs::rename(programPath, *target))
    return reportFile(diagnostics, path, llvm::errorCodeToError(code));
  removeProgram.releaseFile();
  return llvm::success();
}
