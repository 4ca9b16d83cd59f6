// Runs the test program as a process of its own, and makes the files it reads.
#ifndef VF_RUNTIME_TEST_PROGRAMSUPPORT_H
#define VF_RUNTIME_TEST_PROGRAMSUPPORT_H

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace vf::test {

/// What a process left behind.
struct Result {
  int status = -1; ///< exit status, -1 if a signal ended it
  int signal = 0;
  std::string out;
  std::string err;
};

/// A scratch folder that is the programs' working directory.
class ProgramTest : public testing::Test {
protected:
  ProgramTest();
  ~ProgramTest() override;

  /// Runs a shell command in which $P is the test program.
  Result shell(const std::string &command) const;
  /// Runs the test program with these arguments, as the shell splits them.
  Result run(const std::string &arguments) const {
    return shell("$P " + arguments);
  }

  std::string at(const std::string &name) const {
    return (folder / name).string();
  }
  bool exists(const std::string &name) const {
    return std::filesystem::exists(folder / name);
  }
  std::string text(const std::string &name) const;

  /// Writes floats as an .npy file.
  void write(const std::string &name, const std::vector<int64_t> &dims,
             const std::vector<float> &values) const;
  /// Writes x.npy [rows,4] and y.npy [rows] of a linear function.
  void writeRegression(int64_t rows) const;
  /// Reads an .npy file of floats.
  std::vector<float> read(const std::string &name,
                          const std::vector<int64_t> &dims) const;

  std::filesystem::path folder;
};

} // namespace vf::test

#endif // VF_RUNTIME_TEST_PROGRAMSUPPORT_H
