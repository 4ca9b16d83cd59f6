// Mutants of real graphs: each differs in one node, and may still be a graph
// that can be compiled. Which ones they are depends on the seed alone.
#ifndef VF_TEST_UNIT_IMPORT_MUTANTS_H
#define VF_TEST_UNIT_IMPORT_MUTANTS_H

#include "vf/tf/meta_graph.pb.h"

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace vf::test {

/// A graph, with entries and shapes that compile where nothing is changed.
struct Subject {
  std::string path;
  std::vector<std::string> entries;
  std::vector<std::string> shapes;
};

/// The examples, and the fixtures where they are.
std::vector<Subject> listSubjects();

/// Reads a MetaGraph (.meta) or a GraphDef (.pb).
std::unique_ptr<tf::MetaGraphDef> readSubject(const Subject &subject);

/// Breaks one node of `def`; returns what was done.
std::string mutate(tf::MetaGraphDef &def, std::mt19937 &random);

} // namespace vf::test

#endif // VF_TEST_UNIT_IMPORT_MUTANTS_H
