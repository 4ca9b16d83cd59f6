// vf-compile: from a graph with variables to a native program.
#include "vf/Driver/Driver.h"

int main(int argc, char **argv) { return vf::compileMain(argc, argv); }
