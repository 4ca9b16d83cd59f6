// vf-compile as a function.
#ifndef VF_DRIVER_DRIVER_H
#define VF_DRIVER_DRIVER_H

namespace vf {

/// Does what the command line asks for, and returns the exit status: 0, 1 after
/// an error, 2 for wrong usage. Options are registered globally with llvm::cl:
/// call it once per process.
int compileMain(int argc, char **argv);

} // namespace vf

#endif // VF_DRIVER_DRIVER_H
