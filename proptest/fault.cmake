relayout_library(fault
  SOURCES
    fault/damage.cpp fault/derive.cpp fault/fault.cpp fault/fault_chunks.cpp fault/fault_moves.cpp
    fault/fault_pieces.cpp fault/fault_programs.cpp fault/fault_views.cpp fault/planner.cpp
  PUBLIC relayout::model)
