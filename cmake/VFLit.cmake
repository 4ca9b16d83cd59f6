# How the lit suite is run: each folder of it is one test of ctest, check-vf runs them all.
include_guard()

find_program(VF_LIT NAMES lit llvm-lit HINTS ${LLVM_TOOLS_BINARY_DIR} REQUIRED)

# vf_add_lit_suite(folders…): the folders of .mlir tests below this one; lit.site.cfg.py.in stands beside them.
function(vf_add_lit_suite)
  configure_file(lit.site.cfg.py.in lit.site.cfg.py @ONLY)
  set(paths ${ARGN})
  list(TRANSFORM paths PREPEND ${CMAKE_CURRENT_BINARY_DIR}/)
  foreach(folder path IN ZIP_LISTS ARGN paths)
    string(REPLACE / - name ${folder})
    add_test(NAME lit-${name} COMMAND ${VF_LIT} -v ${path})
  endforeach()
  add_custom_target(check-vf COMMAND ${VF_LIT} -sv ${paths} DEPENDS vf-opt vf-compile vfrt_main USES_TERMINAL)
endfunction()
