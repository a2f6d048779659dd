# Tests of the generator, the oracle, the laws and the planner.
relayout_test(proptest_generate
  SOURCES generate_test.cpp shrink_test.cpp
  LIBRARIES relayout::generate
  LABELS fast)

relayout_test(proptest_laws
  SOURCES laws_test.cpp trial.cpp
  LIBRARIES relayout::laws relayout::fault rapidcheck rapidcheck_gtest
  LABELS slow
  PROPERTIES ENVIRONMENT "RC_PARAMS=seed=20261122 max_success=3000")

relayout_test(proptest_damage
  SOURCES law_damage_test.cpp
  LIBRARIES relayout::laws relayout::fault
  LABELS fast)

relayout_test(proptest_small_world
  SOURCES small_world_test.cpp small_world.cpp
  LIBRARIES relayout::laws relayout::fault
  LABELS slow)

relayout_test(proptest_small_world_nightly
  SOURCES small_world_nightly_test.cpp small_world.cpp
  LIBRARIES relayout::laws relayout::fault
  LABELS nightly)
