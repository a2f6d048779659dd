# Tests of the engine's host part: no GPU, no CUDA.
relayout_test(relayout_engine_host_tests
  SOURCES
    engine_launch_test.cpp engine_lobby_door_test.cpp engine_lobby_end_test.cpp engine_lobby_file_test.cpp
    engine_lobby_port_test.cpp engine_lobby_process_test.cpp engine_lobby_test.cpp
    engine_lobby_wire_test.cpp
  LIBRARIES relayout::engine_host
  LABELS fast threads)

relayout_test(relayout_engine_table_tests
  SOURCES engine_reach_test.cpp engine_table_test.cpp
  LIBRARIES relayout::engine_host relayout::generate
  LABELS fast)

# Processes on real GPUs; skipped where there are not two.
if(relayout_engine AND RELAYOUT_TESTS)
  add_test(NAME engine.processes_on_gpus
           COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/engine_gpu_test.py $<TARGET_FILE:relayout>)
  set_tests_properties(engine.processes_on_gpus PROPERTIES SKIP_RETURN_CODE 77 LABELS slow TIMEOUT 1200)
endif()

# Device memory of a case, for cli/ and for the test below.
if(relayout_engine)
  relayout_library(device_scene
    SOURCES case_on_all.cpp device_case.cpp move_graph.cpp shared_gpu.cpp
    PUBLIC relayout::engine relayout::scene)
  # Ranks that share one GPU; skipped where there is none.
  relayout_test(relayout_engine_shared_gpu_tests
    SOURCES engine_shared_gpu_test.cpp
    LIBRARIES relayout::device_scene
    LABELS slow)
  # An engine of one rank: what streams, graphs and the arena ask of it.
  relayout_test(relayout_engine_one_gpu_tests
    SOURCES engine_one_gpu_test.cpp
    LIBRARIES relayout::device_scene
    LABELS slow)
endif()
