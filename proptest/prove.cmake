# The proofs, where Z3 and isl are.
if(relayout_prove)
  relayout_library(prove
    SOURCES
      prove/disagreement.cpp prove/hints.cpp prove/interrupt.cpp prove/isl_number.cpp prove/isl_obligations.cpp
      prove/isl_scope.cpp prove/kind.cpp prove/lemma.cpp prove/lemmas_cut.cpp prove/lemmas_deal.cpp
      prove/lemmas_place.cpp prove/linear.cpp prove/mistake.cpp prove/number.cpp prove/obligations.cpp
      prove/obligations_modifier.cpp prove/obligations_pack.cpp prove/obligations_range.cpp prove/prove.cpp
      prove/replay.cpp prove/scene.cpp prove/solve.cpp
    PUBLIC relayout::model
    PRIVATE Threads::Threads)
  target_include_directories(relayout_prove SYSTEM PUBLIC ${RELAYOUT_Z3_INCLUDE} ${RELAYOUT_ISL_INCLUDE})
  target_link_libraries(relayout_prove PUBLIC ${RELAYOUT_Z3_LIBRARY} ${RELAYOUT_ISL_LIBRARY})
  relayout_test(proptest_prove
    SOURCES prove_test.cpp
    LIBRARIES relayout::prove
    LABELS slow)
  if(RELAYOUT_TESTS)
    target_compile_definitions(proptest_prove PRIVATE RELAYOUT_MODEL="${PROJECT_SOURCE_DIR}/model")
    add_test(NAME cli.prove
             COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/cli_prove_test.py Prove
                     $<TARGET_FILE:relayout>)
    set_tests_properties(cli.prove PROPERTIES LABELS cli)
    add_test(NAME cli.prove_whole
             COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/cli_prove_test.py Whole
                     $<TARGET_FILE:relayout>)
    set_tests_properties(cli.prove_whole PROPERTIES LABELS nightly TIMEOUT 3600)
  endif()
endif()
