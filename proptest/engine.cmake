# Tests of the engine's host part: no GPU, no CUDA.
relayout_test(relayout_engine_host_tests
  SOURCES
    engine_launch_test.cpp engine_lobby_door_test.cpp engine_lobby_end_test.cpp engine_lobby_file_test.cpp
    engine_lobby_port_test.cpp engine_lobby_process_test.cpp engine_lobby_test.cpp
    engine_lobby_wire_test.cpp
  LIBRARIES relayout::engine_host
  LABELS fast threads)

relayout_test(relayout_engine_table_tests
  SOURCES engine_table_test.cpp
  LIBRARIES relayout::engine_host relayout::generate
  LABELS fast)
