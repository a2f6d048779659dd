# Tests of the generator, the oracle, the laws and the planner.
relayout_test(proptest_generate
  SOURCES generate_test.cpp shrink_test.cpp
  LIBRARIES relayout::generate
  LABELS fast)

relayout_test(proptest_laws
  SOURCES laws_test.cpp trial.cpp
  LIBRARIES relayout::laws rapidcheck rapidcheck_gtest
  LABELS slow
  PROPERTIES ENVIRONMENT "RC_PARAMS=seed=20261122 max_success=3000")

relayout_test(proptest_damage
  SOURCES answer_damage.cpp jury_test.cpp law_damage_test.cpp
  LIBRARIES relayout::laws
  LABELS fast)

relayout_test(proptest_small_world
  SOURCES small_world_test.cpp small_world.cpp
  LIBRARIES relayout::laws
  LABELS slow)

# The same by hand: counts, and any part of it.
add_executable(small_world small_world_main.cpp small_world.cpp)
target_link_libraries(small_world PRIVATE relayout::laws relayout_options)

relayout_test(proptest_small_world_nightly
  SOURCES small_world_nightly_test.cpp small_world.cpp
  LIBRARIES relayout::laws
  LABELS nightly)

add_library(relayout_proptest_data STATIC data_file.cpp)
target_link_libraries(relayout_proptest_data PUBLIC relayout::model nlohmann_json::nlohmann_json
                                             PRIVATE relayout_options)
target_compile_definitions(relayout_proptest_data PRIVATE RELAYOUT_PROPTEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/data")

relayout_test(proptest_golden
  SOURCES golden_test.cpp oracle_test.cpp
  LIBRARIES relayout::generate relayout::oracle relayout_proptest_data
  LABELS fast)

relayout_test(proptest_packs
  SOURCES packs_test.cpp
  LIBRARIES relayout::laws relayout_proptest_data
  LABELS slow)

relayout_test(proptest_extremes
  SOURCES extremes_test.cpp
  LIBRARIES relayout::laws
  LABELS slow)

relayout_test(proptest_text
  SOURCES fingerprint_test.cpp layout_text_test.cpp
  LIBRARIES relayout::generate
  LABELS fast)
