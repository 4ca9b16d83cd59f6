/* The command line of a compiled program (libvfrt_main). */
#ifndef VF_RT_MAIN_H
#define VF_RT_MAIN_H

#include "vf/rt/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Runs the command line argv[1..argc) on `model` and returns the exit status:
 * 0; 1 with one error on standard error; 2 for wrong usage; 130 after Ctrl-C. A
 * program's main returns what this returns. Signal handlers that it sets are
 * put back before it returns; one such call runs at a time. */
int vf_main(const vf_model_desc *model, int argc, char **argv);

#ifdef __cplusplus
}
#endif

#endif /* VF_RT_MAIN_H */
