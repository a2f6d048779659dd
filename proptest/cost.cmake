# Tests of model/cost.
relayout_test(cost_test
  SOURCES cost_estimate_test.cpp cost_load_test.cpp cost_matching_test.cpp cost_relabel_test.cpp cost_traffic_test.cpp
  LIBRARIES relayout::generate relayout::oracle relayout_proptest_data
  LABELS fast)
