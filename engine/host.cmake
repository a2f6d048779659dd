# What needs no CUDA: who a process is among all, and where they meet. Built on every machine.
relayout_library(engine_host
  SOURCES launch.cpp node_list.cpp rendezvous.cpp variables.cpp
  PUBLIC relayout::model)
