// One line on standard error, overwritten by the next phase.
#include "Phases.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace vf;

static constexpr std::chrono::seconds kPatience(1);
static constexpr llvm::StringLiteral kClearLine = "\r\033[K";

Phases::Phases(mlir::TimingScope &timing)
    : timing(timing), isTerminal(llvm::sys::Process::StandardErrIsDisplayed()),
      start(std::chrono::steady_clock::now()) {}

Phases::~Phases() {
  if (isShown)
    llvm::errs() << kClearLine;
}

void Phases::show(llvm::StringRef name) {
  std::chrono::duration<double> elapsed =
      std::chrono::steady_clock::now() - start;
  if (!isTerminal || elapsed < kPatience)
    return;
  isShown = true;
  llvm::errs() << kClearLine << name << ", "
               << llvm::format("%.1f s", elapsed.count());
}
