# What needs no CUDA: who a process is among all, and where they meet. Built on every machine.
find_package(Threads REQUIRED)
relayout_library(engine_host
  SOURCES
    choice.cpp halves.cpp host_name.cpp launch.cpp node_list.cpp rendezvous.cpp ring.cpp statement.cpp table_writer.cpp
    variables.cpp
    lobby.cpp lobby_board.cpp lobby_door.cpp lobby_file.cpp lobby_greeting.cpp lobby_guest.cpp lobby_host.cpp
    lobby_knock.cpp lobby_reception.cpp lobby_switchboard.cpp lobby_wire.cpp socket.cpp
  PUBLIC relayout::model
  PRIVATE Threads::Threads)
