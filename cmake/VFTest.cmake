# How tests are declared. Every test runs through ctest, so that its closing lines say how many ran.
include_guard()

find_package(GTest REQUIRED)
include(GoogleTest)

include(VFFixtures)

# vf_add_gtest(NAME sources… [LINK targets…]): a GoogleTest program whose cases ctest lists one by one.
# It sees the fixtures' folder (or "") as VF_FIXTURES and a scratch folder as VF_TEST_TMP.
function(vf_add_gtest name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest_main GTest::gmock vf_warnings)
  target_compile_definitions(${name} PRIVATE
    VF_FIXTURES="${VF_FIXTURES}" VF_SOURCE_DIR="${PROJECT_SOURCE_DIR}" VF_TEST_TMP="${CMAKE_CURRENT_BINARY_DIR}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test)
  gtest_discover_tests(${name} PROPERTIES TIMEOUT 300 DISCOVERY_TIMEOUT 60)
endfunction()
