# What kills mutants of model/: fast tests in one program, which mutation/mutate.py links with each mutant.
relayout_test(proptest_split
  SOURCES split_test.cpp layout_keys_test.cpp plan_test.cpp
  LIBRARIES relayout::model
  LABELS fast)
if(RELAYOUT_TESTS)
  # Tests run in this order: the quickest first, since a mutant meets them until one fails.
  add_executable(mutation_kill
    split_test.cpp golden_test.cpp layout_keys_test.cpp plan_test.cpp oracle_test.cpp layout_text_test.cpp
    fingerprint_test.cpp
    mutation/kill_test.cpp small_world.cpp extremes_test.cpp)
  target_link_libraries(mutation_kill PRIVATE relayout::laws relayout_proptest_data relayout_options GTest::gtest_main)
endif()
if(TARGET mutation_kill)
  # Who tests the tests: all mutants; and which lines the fast tests reach. Minutes to hours, so neither is in `all`.
  add_custom_target(mutation
    COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/mutation/mutate.py ${PROJECT_BINARY_DIR}
    DEPENDS mutation_kill USES_TERMINAL)
  add_custom_target(coverage
    COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/mutation/coverage.py ${PROJECT_BINARY_DIR}/coverage
    USES_TERMINAL)
  if(CMAKE_GENERATOR STREQUAL "Ninja")
    add_test(NAME mutation.five_mutants_are_noticed
             COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/mutation/mutate.py ${PROJECT_BINARY_DIR}
                     --count 7 --least 5 --jobs 2
                     --file model/split.hpp --file model/plan.cpp --file model/fingerprint.cpp)
    set_tests_properties(mutation.five_mutants_are_noticed PROPERTIES LABELS slow)
  endif()
endif()
