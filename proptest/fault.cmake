relayout_library(fault
  SOURCES
    fault/damage.cpp fault/derive.cpp fault/fault.cpp fault/fault_chunks.cpp fault/fault_moves.cpp
    fault/fault_pieces.cpp fault/fault_programs.cpp fault/fault_views.cpp fault/planner.cpp
  PUBLIC relayout::model)

# Needs the laws, and they the simulator.
relayout_library(counterexample
  SOURCES counterexample.cpp fault_layouts.cpp fault_world.cpp
  PUBLIC relayout::fault relayout::generate relayout::laws)

relayout_library(fault_table
  SOURCES fault_table.cpp
  PUBLIC relayout::counterexample
  PRIVATE relayout::sim)

add_executable(fault_table fault_table_main.cpp)
target_link_libraries(fault_table PRIVATE relayout::fault_table relayout_options)

relayout_test(proptest_fault
  SOURCES fault_test.cpp
  LIBRARIES relayout::counterexample
  LABELS fast)

relayout_test(proptest_fault_table
  SOURCES fault_table_test.cpp
  LIBRARIES relayout::fault_table)
if(RELAYOUT_TESTS)
  target_compile_definitions(proptest_fault_table
    PRIVATE RELAYOUT_FAULT_TABLE="${PROJECT_SOURCE_DIR}/docs/fault-table.md")
endif()
