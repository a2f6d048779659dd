# Tests of model/cost.
relayout_test(cost_test
  SOURCES cost_estimate_test.cpp cost_load_test.cpp cost_matching_test.cpp cost_relabel_test.cpp cost_traffic_test.cpp
  LIBRARIES relayout::generate relayout::oracle relayout_proptest_data
  LABELS fast)

# The commands cost and sweep as people use them.
if(RELAYOUT_TESTS)
  add_test(NAME cli.cost
           COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/cli_cost_test.py $<TARGET_FILE:relayout>)
  add_test(NAME cli.sweep
           COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/cli_sweep_test.py $<TARGET_FILE:relayout>)
  set_tests_properties(cli.cost cli.sweep PROPERTIES LABELS cli)
endif()
