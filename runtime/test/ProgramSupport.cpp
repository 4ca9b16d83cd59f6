// Processes by the shell, .npy files by the library under test.
#include "ProgramSupport.h"

#include "Npy.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace vf;
using test::ProgramTest;
using test::Result;

namespace fs = std::filesystem;

ProgramTest::ProgramTest() {
  const auto *info = testing::UnitTest::GetInstance()->current_test_info();
  folder = fs::path(VF_TEST_TMP) /
           (std::string(info->test_suite_name()) + "." + info->name());
  fs::remove_all(folder);
  fs::create_directory(folder);
}

ProgramTest::~ProgramTest() { fs::remove_all(folder); }

std::string ProgramTest::text(const std::string &name) const {
  std::ifstream file(folder / name, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

Result ProgramTest::shell(const std::string &command) const {
  pid_t child = ::fork();
  if (child == 0) {
    bool isReady = ::chdir(folder.c_str()) == 0 &&
                   std::freopen("stdout", "w", stdout) &&
                   std::freopen("stderr", "w", stderr) &&
                   ::setenv("P", VF_TEST_PROGRAM, 1) == 0;
    if (isReady)
      ::execlp("bash", "bash", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  Result result;
  if (WIFEXITED(status))
    result.status = WEXITSTATUS(status);
  else
    result.signal = WTERMSIG(status);
  result.out = text("stdout");
  result.err = text("stderr");
  return result;
}

void ProgramTest::write(const std::string &name,
                        const std::vector<int64_t> &dims,
                        const std::vector<float> &values) const {
  auto writer = rt::NpyWriter::create(at(name), VF_FLOAT, dims);
  ASSERT_TRUE(writer.ok()) << writer.status().message();
  ASSERT_TRUE(
      writer->append(values.data(), values.size() * sizeof(float)).ok());
  ASSERT_TRUE(writer->finish().ok());
}

void ProgramTest::writeRegression(int64_t rows) const {
  std::vector<float> x, y;
  for (int64_t i = 0; i < rows; ++i) {
    float row[] = {1, float(i % 3), float(i % 5) - 2, float(i % 2)};
    x.insert(x.end(), row, row + 4);
    y.push_back(row[0] - 2 * row[1] + 0.5f * row[2] + 3 * row[3]);
  }
  write("x.npy", {rows, 4}, x);
  write("y.npy", {rows}, y);
}

std::vector<float> ProgramTest::read(const std::string &name,
                                     const std::vector<int64_t> &dims) const {
  auto tensor = rt::readNpy(at(name), VF_FLOAT);
  EXPECT_TRUE(tensor.ok()) << tensor.status().message();
  if (!tensor.ok())
    return {};
  EXPECT_EQ(dims, tensor->dims);
  const auto *data = static_cast<const float *>(tensor->memory.data());
  return {data, data + tensor->bytes() / sizeof(float)};
}
