# Readers under fire. RELAYOUT_FUZZ (preset fuzz, clang) adds one libFuzzer program an entry; the short run needs none.
relayout_library(fuzz
  SOURCES fuzz/entry.cpp fuzz/entry_json.cpp fuzz/entry_text.cpp fuzz/mutate.cpp
  PUBLIC relayout::generate
  PRIVATE relayout::report nlohmann_json::nlohmann_json)

relayout_test(fuzz_test
  SOURCES fuzz_test.cpp
  LIBRARIES relayout::fuzz
  LABELS fast)
if(RELAYOUT_TESTS)
  target_compile_definitions(fuzz_test PRIVATE RELAYOUT_FUZZ_CORPUS="${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus")
endif()

add_custom_target(relayout_fuzzers)
if(RELAYOUT_FUZZ)
  foreach(entry layout_text numbers batches document)
    add_executable(fuzz_${entry} fuzz/libfuzzer_main.cpp)
    target_compile_definitions(fuzz_${entry} PRIVATE RELAYOUT_FUZZ_ENTRY="${entry}")
    target_link_libraries(fuzz_${entry} PRIVATE relayout::fuzz relayout_options)
    target_link_options(fuzz_${entry} PRIVATE -fsanitize=fuzzer)
    add_dependencies(relayout_fuzzers fuzz_${entry})
  endforeach()
endif()
