# Tests of sim/.
relayout_test(sim_run_test
  SOURCES sim_run_test.cpp sim_buffer_test.cpp
  LIBRARIES relayout::sim
  LABELS fast)
relayout_test(sim_fault_test
  SOURCES sim_fault_test.cpp sim_handshake_test.cpp
  LIBRARIES relayout::sim
  LABELS fast)
relayout_test(sim_progress_test
  SOURCES sim_progress_test.cpp
  LIBRARIES relayout::sim
  LABELS fast)
relayout_test(sim_schedule_test
  SOURCES sim_schedule_test.cpp sim_search_test.cpp sim_ordering_test.cpp
  LIBRARIES relayout::sim
  LABELS fast)
# Two million orders: seconds, and many more of them under a sanitizer.
relayout_test(sim_order_count_test
  SOURCES sim_order_count_test.cpp
  LIBRARIES relayout::sim
  LABELS slow)
relayout_test(sim_injection_test
  SOURCES sim_injection_test.cpp
  LIBRARIES relayout::sim
  LABELS fast)
relayout_test(sim_threads_test
  SOURCES sim_threads_test.cpp
  LIBRARIES relayout::sim
  LABELS fast threads)
relayout_test(sim_scale_test
  SOURCES sim_scale_test.cpp
  LIBRARIES relayout::sim
  LABELS fast)
