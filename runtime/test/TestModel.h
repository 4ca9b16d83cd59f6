// A model written by hand in the form that the compiler emits: linear
// regression by gradient descent, and entries for what else a call can meet.
#ifndef VF_RUNTIME_TEST_TESTMODEL_H
#define VF_RUNTIME_TEST_TESTMODEL_H

#include "vf/rt/vf.h"

namespace vf::test {

/// Variables of the model, by index.
enum Variable : int32_t {
  kWeights,    ///< "w", float [4]: initialized to zeros, saved
  kGlobalStep, ///< "global_step", int64 []: initialized to 0, saved
  kExtra,      ///< "extra", float [2]: no initializer, not saved
  kEmpty,      ///< "empty", float [0,3]: no elements
  kLocal,      ///< "local", float []: initialized to 5, not saved
  kVariables
};

/// Entries of the model, by index.
enum Entry : int32_t {
  kTrain,     ///< x: float [B,4], y: float [B] -> loss: float []; writes state
  kDraw,      ///< -> bits: uint64 [2], one number per generator; writes state
  kFixed,     ///< rows: float [2,3] -> doubled: float [2,3]
  kAdvance,   ///< by: int32 [] -> step: int64 []; fails if by < 0; writes state
  kReadExtra, ///< -> extra: float [2], local: float []
  kPredict,   ///< x: float [B,4] -> pred: float [B], w: float [4]; on all
              ///< threads of the instance
  kInitialize,
  kEntries
};

constexpr int32_t kPublicEntries = kInitialize;

/// The descriptor; constant, the same at every call.
const vf_model_desc &testModel();

} // namespace vf::test

#endif // VF_RUNTIME_TEST_TESTMODEL_H
