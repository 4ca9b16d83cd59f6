// The one form of diagnostics, and when they are reported.
#include "vf/Support/Diagnostics.h"

#include "gtest/gtest.h"

#include <cstdlib>
#include <vector>

using namespace vf;

static std::string str(const Diagnostic &diagnostic) {
  std::string text;
  llvm::raw_string_ostream os(text);
  print(os, diagnostic);
  return text;
}

TEST(Diagnostics, HaveOneForm) {
  std::vector<std::string> texts;
  DiagnosticEngine engine(
      [&](const Diagnostic &diagnostic) { texts.push_back(str(diagnostic)); });
  emitError(engine, Location::node("gradients/x", "MatMul"))
          .note("the other end")
          .hint("transpose it")
      << "expected " << 2 << ", found " << 3;
  emitWarning(engine, Location::file("model.meta")) << "is old";
  emitRemark(engine, Location()) << "a copy";
  EXPECT_EQ(texts,
            (std::vector<std::string>{
                "error: node 'gradients/x' (MatMul): expected 2, found "
                "3\nnote: the other end\nhint: transpose it\n",
                "warning: file 'model.meta': is old\n", "remark: a copy\n"}));
  EXPECT_EQ(engine.numErrors(), 1u);
  EXPECT_EQ(engine.numWarnings(), 1u);
}

static llvm::LogicalResult fail(DiagnosticEngine &engine) {
  return emitError(engine, Location()) << "wrong";
}

static llvm::FailureOr<int> failWithValue(DiagnosticEngine &engine) {
  return emitError(engine, Location()) << "wrong";
}

TEST(Diagnostics, AreFailuresAndReportedOnce) {
  unsigned count = 0;
  DiagnosticEngine engine([&](const Diagnostic &) { ++count; });
  EXPECT_TRUE(failed(fail(engine)));
  EXPECT_TRUE(failed(failWithValue(engine)));
  EXPECT_EQ(count, 2u);
}

TEST(Diagnostics, AreColouredOnlyWhereTheStreamIs) {
  Diagnostic diagnostic;
  diagnostic.message = "wrong";
  EXPECT_EQ(str(diagnostic), "error: wrong\n");
  std::string text;
  llvm::raw_string_ostream os(text);
  EXPECT_FALSE(mayUseColors(os));
  os.enable_colors(true);
  print(os, diagnostic);
  EXPECT_NE(text.find("\033["), std::string::npos);
}
