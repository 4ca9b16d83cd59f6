# The compiler's dependencies and the two ways its libraries are declared.
include_guard()

# Debian keeps each LLVM release in a prefix of its own.
find_package(MLIR 22.1 REQUIRED CONFIG PATHS /usr/lib/llvm-22)
find_package(Protobuf REQUIRED)

# Generated documents land in our build folder, not in MLIR's.
set(MLIR_BINARY_DIR ${CMAKE_BINARY_DIR})
list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)

# What is generated counts as foreign: mlir-tblgen's output has unused parameters.
include_directories(SYSTEM
  ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS} ${Protobuf_INCLUDE_DIRS}
  ${PROJECT_BINARY_DIR}/include ${PROJECT_BINARY_DIR}/dialects)
include_directories(
  ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/dialects ${PROJECT_SOURCE_DIR}/runtime/include)
separate_arguments(VF_LLVM_DEFINITIONS NATIVE_COMMAND "${LLVM_DEFINITIONS}")
add_definitions(${VF_LLVM_DEFINITIONS})

# vf_add_mlir_library(NAME sources… [DEPENDS tablegen targets…] [LINK targets…] [EXCEPTIONS])
# A compiler library. The shared MLIR and LLVM are linked by the tools alone: one static LLVM archive beside
# libMLIR.so links without a warning and crashes.
function(vf_add_mlir_library name)
  cmake_parse_arguments(ARG "EXCEPTIONS" "" "DEPENDS;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  if(NOT ARG_EXCEPTIONS)
    target_compile_options(${name} PRIVATE -fno-exceptions)
  endif()
  if(NOT LLVM_ENABLE_RTTI)
    target_compile_options(${name} PRIVATE -fno-rtti)
  endif()
  target_link_libraries(${name} PUBLIC ${ARG_LINK} MLIR LLVM PRIVATE vf_warnings)
endfunction()
