// Trains digits through the class of the generated header, saves, and restores
// in a second instance, which must predict what the first does.
#include "digits.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

constexpr std::int64_t kBatch = 100;
constexpr int kSteps = 140;

/// Ends the program with the model's message unless `code` is VF_OK.
void check(std::int32_t code, digits::Model &model, const char *what) {
  if (code == VF_OK)
    return;
  std::fprintf(stderr, "%s: %s\n", what, model.message());
  std::exit(1);
}

/// The elements of a NumPy file of format 1, whatever their type.
std::vector<char> readElements(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
  if (bytes.size() < 10) {
    std::fprintf(stderr, "%s: cannot be read\n", path.c_str());
    std::exit(1);
  }
  auto header = static_cast<unsigned char>(bytes[8]) +
                256u * static_cast<unsigned char>(bytes[9]);
  bytes.erase(bytes.begin(), bytes.begin() + 10 + header);
  return bytes;
}

/// Runs steps over the data, in its order; the loss of the last one.
float train(digits::Model &model, const std::string &folder, int steps) {
  std::vector<char> images = readElements(folder + "/train_x.npy");
  std::vector<char> classes = readElements(folder + "/train_y.npy");
  auto batches = static_cast<int>(images.size() / (kBatch * 64));
  float value = 0;
  for (int step = 0; step < steps; ++step) {
    int batch = step % batches;
    vf::rt::Tensor<const std::uint8_t, 2> x;
    x.data = reinterpret_cast<const std::uint8_t *>(images.data()) +
             batch * kBatch * 64;
    x.dims = {kBatch, 64};
    vf::rt::Tensor<const std::int64_t, 1> y;
    y.data =
        reinterpret_cast<const std::int64_t *>(classes.data()) + batch * kBatch;
    y.dims = {kBatch};
    vf::rt::Tensor<float, 0> loss;
    loss.data = &value;
    loss.capacity = 1;
    check(model.train(x, y, loss), model, "train");
  }
  return value;
}

/// The classes of the test images, in memory of the model.
std::vector<std::int64_t> predict(digits::Model &model,
                                  const std::string &folder) {
  std::vector<char> images = readElements(folder + "/test_x.npy");
  vf::rt::Tensor<const std::uint8_t, 2> x;
  x.data = reinterpret_cast<const std::uint8_t *>(images.data());
  x.dims = {static_cast<std::int64_t>(images.size() / 64), 64};
  vf::rt::Tensor<std::int64_t, 1> pred;
  check(model.predict(x, pred), model, "predict");
  return {pred.data, pred.data + pred.dims[0]};
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: consumer EXAMPLE_FOLDER PREFIX\n");
    return 2;
  }
  std::string folder = argv[1];
  digits::Model model;
  check(model.initialize(), model, "initialize");
  float before = train(model, folder, 1);
  float after = train(model, folder, kSteps);
  std::printf("loss %g, then %g\n", before, after);
  check(model.save(argv[2]), model, "save");

  digits::Model restored;
  check(restored.restore(argv[2]), restored, "restore");
  bool same = predict(restored, folder) == predict(model, folder);
  std::printf("predictions %s\n", same ? "agree" : "differ");
  return same && after < 0.5f * before ? 0 : 1;
}
