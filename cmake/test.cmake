# relayout_test(<name> SOURCES .. LIBRARIES .. LABELS ..): one GoogleTest program, its tests known to ctest one by one.
#
# Labels say who runs a test:
#   fast      seconds, even under a sanitizer: presets dev, asan
#   threads   what the thread sanitizer judges: presets dev, tsan. Nothing that uses TBB, whose inner
#             synchronisation the sanitizer cannot see
#   slow      up to minutes: preset dev alone
#   nightly   longer still: `./run test nightly`
if(RELAYOUT_TESTS)
  enable_testing()
  include(GoogleTest)
endif()

# What presets asan and tsan build: the tests of one label and nothing else.
add_custom_target(relayout_fast_tests)
add_custom_target(relayout_threads_tests)

function(relayout_test name)
  if(NOT RELAYOUT_TESTS)
    return()
  endif()
  cmake_parse_arguments(TEST "" "" "SOURCES;LIBRARIES;LABELS;PROPERTIES" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE ${TEST_LIBRARIES} relayout_options GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${PROJECT_BINARY_DIR}/include)
  foreach(label fast threads)
    if(label IN_LIST TEST_LABELS)
      add_dependencies(relayout_${label}_tests ${name})
    endif()
  endforeach()
  # One word, because a list does not survive gtest_discover_tests; the presets ask for a part of it.
  list(JOIN TEST_LABELS "+" labels)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS "${labels}" ${TEST_PROPERTIES})
endfunction()
