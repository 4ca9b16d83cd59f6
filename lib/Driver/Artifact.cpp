// Files, archives, and the system's linker.
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

llvm::LogicalResult vf::writeFile(llvm::StringRef path, llvm::StringRef content,
                                  DiagnosticEngine &diagnostics) {
  if (path.empty() || path == "-") {
    llvm::outs() << content;
    return llvm::success();
  }
  if (llvm::Error error = llvm::writeToOutput(path, [&](llvm::raw_ostream &os) {
        os << content;
        return llvm::Error::success();
      }))
    return reportFile(diagnostics, path, std::move(error));
  return llvm::success();
}

llvm::LogicalResult vf::writeStaticLibrary(llvm::StringRef path,
                                           llvm::StringRef memberName,
                                           llvm::ArrayRef<char> object,
                                           DiagnosticEngine &diagnostics) {
  llvm::NewArchiveMember member(llvm::MemoryBufferRef(
      llvm::StringRef(object.data(), object.size()), memberName));
  if (llvm::Error error = llvm::writeArchive(
          path, member, llvm::SymtabWritingMode::NormalSymtab,
          llvm::object::Archive::K_GNU, /*Deterministic=*/true, /*Thin=*/false))
    return reportFile(diagnostics, path, std::move(error));
  return llvm::success();
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

llvm::LogicalResult vf::linkProgram(llvm::StringRef path,
                                    llvm::ArrayRef<char> object,
                                    DiagnosticEngine &diagnostics) {
  std::vector<std::string> command = findLinkerDriver();
  if (command.empty())
    return emitError(diagnostics, Location()).hint("install clang or gcc")
           << "no linker: expected clang-22, cc or clang on the PATH";

  llvm::SmallString<128> objectPath, programPath;
  int fd;
  if (llvm::sys::fs::createTemporaryFile("vf-model", "o", objectPath) ||
      llvm::sys::fs::createUniqueFile(path + ".%%%%%%.tmp", fd, programPath))
    return emitError(diagnostics, Location::file(path)) << "cannot be written";
  llvm::FileRemover removeObject(objectPath), removeProgram(programPath);
  llvm::sys::Process::SafelyCloseFileDescriptor(fd);
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
  if (std::error_code code = llvm::sys::fs::rename(programPath, path))
    return reportFile(diagnostics, path, llvm::errorCodeToError(code));
  removeProgram.releaseFile();
  return llvm::success();
}
