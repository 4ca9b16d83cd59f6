// The canonical codes' names and the runtime's version.
#include "vf/rt/vf.h"

const char *vf_version(void) { return VF_PROJECT_VERSION; }

const char *vf_code_name(int32_t code) {
  switch (code) {
  case VF_OK:
    return "Ok";
  case VF_CANCELLED:
    return "Cancelled";
  case VF_INVALID_ARGUMENT:
    return "InvalidArgument";
  case VF_NOT_FOUND:
    return "NotFound";
  case VF_ALREADY_EXISTS:
    return "AlreadyExists";
  case VF_PERMISSION_DENIED:
    return "PermissionDenied";
  case VF_RESOURCE_EXHAUSTED:
    return "ResourceExhausted";
  case VF_FAILED_PRECONDITION:
    return "FailedPrecondition";
  case VF_ABORTED:
    return "Aborted";
  case VF_OUT_OF_RANGE:
    return "OutOfRange";
  case VF_UNIMPLEMENTED:
    return "Unimplemented";
  case VF_INTERNAL:
    return "Internal";
  case VF_UNAVAILABLE:
    return "Unavailable";
  case VF_DATA_LOSS:
    return "DataLoss";
  default:
    return "Unknown";
  }
}
