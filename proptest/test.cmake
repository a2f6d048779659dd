# Tests of the generator, the oracle, the laws and the planner.
relayout_test(proptest_generate
  SOURCES generate_test.cpp shrink_test.cpp
  LIBRARIES relayout::generate
  LABELS fast)
