# The program as people use it: run, with its output read.
if(RELAYOUT_TESTS)
  foreach(suite status json verify terminal schedule)
    add_test(NAME cli.${suite}
             COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/cli_${suite}_test.py $<TARGET_FILE:relayout>)
    set_tests_properties(cli.${suite} PROPERTIES LABELS cli)
  endforeach()
endif()
