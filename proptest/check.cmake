# Tests of model/check, of piece tables and of traffic.
relayout_test(check_test
  SOURCES check_fixture.cpp check_pieces_test.cpp
  LIBRARIES relayout::generate
  LABELS fast)
