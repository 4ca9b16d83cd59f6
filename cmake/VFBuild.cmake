# Warnings and sanitizers that every target of ours is built with.
include_guard()

add_library(vf_warnings INTERFACE)
target_compile_options(vf_warnings INTERFACE -Wall -Wextra -Werror)

if(VF_SANITIZE)
  add_compile_options(-fsanitize=${VF_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${VF_SANITIZE})
endif()

# vf_add_library(NAME sources… [LINK targets…]): one folder's library; includes read `vf/…`.
function(vf_add_library name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC ${ARG_LINK} PRIVATE vf_warnings)
endfunction()
