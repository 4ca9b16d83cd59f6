// Mutants of real graphs. Importing one either gives a valid module or errors
// that name a node; it never crashes. Those that import are compiled in
// test/unit/Driver.
#include "ImportTesting.h"
#include "Mutants.h"

using namespace vf;
using namespace vf::test;

/// True if the mutant was refused.
static bool importMutant(std::unique_ptr<tf::MetaGraphDef> def,
                         const Subject &subject, const std::string &what) {
  Collected collected;
  auto metaGraph = buildMetaGraph(std::move(def), importRegistry(), "mutant",
                                  collected.engine);
  std::string errors = collected.str();
  if (succeeded(metaGraph))
    errors =
        importEntries(*metaGraph, subject.entries, subject.shapes).diagnostics;
  bool isRefused = llvm::StringRef(errors).contains("error: ");
  if (isRefused)
    EXPECT_THAT(errors, testing::HasSubstr("node '")) << what;
  return isRefused;
}

TEST(Mutation, MutantsOfRealGraphsNeverCrash) {
  std::mt19937 random(20);
  unsigned count = 0, refused = 0;
  for (const Subject &subject : listSubjects()) {
    auto original = readSubject(subject);
    for (unsigned i = 0; i != 500; ++i) {
      auto def = std::make_unique<tf::MetaGraphDef>(*original);
      std::string what = mutate(*def, random);
      SCOPED_TRACE(what);
      refused += importMutant(std::move(def), subject, what);
      ++count;
      if (HasFailure())
        return;
    }
  }
  std::cout << count << " mutants, " << refused << " refused\n";
  EXPECT_GE(count, 1000u);
  EXPECT_GT(refused, count / 4);
}
