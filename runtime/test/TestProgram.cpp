// The test model as a program of its own.
#include "TestModel.h"
#include "vf/rt/main.h"

int main(int argc, char **argv) {
  return vf_main(&vf::test::testModel(), argc, argv);
}
