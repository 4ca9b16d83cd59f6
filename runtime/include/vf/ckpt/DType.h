// The element types of tensors (vf_dtype): size and TensorFlow's name of each.
// Header only.
#ifndef VF_CKPT_DTYPE_H
#define VF_CKPT_DTYPE_H

#include "vf/rt/abi.h"

#include <cstdint>

namespace vf::ckpt {

/// The bytes of one element of `dtype`; 0 where elements have no fixed size
/// (string) or the type is unknown.
constexpr int64_t dtypeSize(int32_t dtype) {
  switch (dtype) {
  case VF_UINT8:
  case VF_INT8:
  case VF_BOOL:
  case VF_QINT8:
  case VF_QUINT8:
    return 1;
  case VF_INT16:
  case VF_UINT16:
  case VF_QINT16:
  case VF_QUINT16:
  case VF_BFLOAT16:
  case VF_HALF:
    return 2;
  case VF_FLOAT:
  case VF_INT32:
  case VF_UINT32:
  case VF_QINT32:
    return 4;
  case VF_DOUBLE:
  case VF_INT64:
  case VF_UINT64:
  case VF_COMPLEX64:
    return 8;
  case VF_COMPLEX128:
    return 16;
  default:
    return 0;
  }
}

/// TensorFlow's name of `dtype`, as its messages spell it; "unknown" where it
/// has none here.
constexpr const char *dtypeName(int32_t dtype) {
  switch (dtype) {
  case VF_FLOAT:
    return "float";
  case VF_DOUBLE:
    return "double";
  case VF_INT32:
    return "int32";
  case VF_UINT8:
    return "uint8";
  case VF_INT16:
    return "int16";
  case VF_INT8:
    return "int8";
  case VF_STRING:
    return "string";
  case VF_COMPLEX64:
    return "complex64";
  case VF_INT64:
    return "int64";
  case VF_BOOL:
    return "bool";
  case VF_QINT8:
    return "qint8";
  case VF_QUINT8:
    return "quint8";
  case VF_QINT32:
    return "qint32";
  case VF_BFLOAT16:
    return "bfloat16";
  case VF_QINT16:
    return "qint16";
  case VF_QUINT16:
    return "quint16";
  case VF_UINT16:
    return "uint16";
  case VF_COMPLEX128:
    return "complex128";
  case VF_HALF:
    return "half";
  case VF_UINT32:
    return "uint32";
  case VF_UINT64:
    return "uint64";
  default:
    return "unknown";
  }
}

} // namespace vf::ckpt

#endif // VF_CKPT_DTYPE_H
