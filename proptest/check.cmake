# Tests of model/check, of piece tables and of traffic.
relayout_test(check_test
  SOURCES
    check_fixture.cpp check_moves_test.cpp check_pieces_test.cpp check_programs_test.cpp check_routes_test.cpp
    check_view_test.cpp naive_routes.cpp traffic_test.cpp
  LIBRARIES relayout::generate
  LABELS fast)
