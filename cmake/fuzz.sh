# shellcheck shell=bash
# libFuzzer on each reader, for ./run fuzz and at the end of ./run test. Read by ./run, whose functions it uses.

# Whether clang 14 is here, with the runtime that libFuzzer is.
has_libfuzzer() {
  local main='extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }'
  command -v clang++-14 >/dev/null && clang++-14 -fsanitize=fuzzer -x c++ - -o /dev/null <<<"$main" 2>/dev/null
}

# Whether it is here, or can be installed.
gets_libfuzzer() {
  has_libfuzzer && return
  # shellcheck disable=SC2034 # what install_missing looks for
  (tools=(clang++-14:clang-14) libraries=(libclang-rt-14-dev) && install_missing) || return
  has_libfuzzer
}

# fuzz_readers SECONDS: so long on each reader.
# shellcheck disable=SC2154 # root is set in ./run
fuzz_readers() {
  local reader readers=(layout_text numbers batches document) status=0 folder="$root/build/fuzz"
  build fuzz relayout_fuzzers
  for reader in "${readers[@]}"; do
    mkdir -p "$folder/met/$reader"
    say "$reader, for $1 s"
    "$folder/proptest/fuzz_$reader" -max_total_time="$1" -timeout=10 -print_final_stats=1 \
      -artifact_prefix="$folder/found-$reader-" "$folder/met/$reader" "$root/proptest/fuzz/corpus/$reader" \
      >"$folder/$reader.log" 2>&1 || status=1
    grep -E '^(stat::number_of_executed_units|SUMMARY|a reader broke its word)' "$folder/$reader.log" || true
  done
  if [ "$status" -ne 0 ]; then
    say "Found: $(cd "$folder" && echo found-*). What a reader stumbles over goes into proptest/fuzz/corpus/, where"
    say "./run test feeds it ever after; the logs are in ${folder#"$PWD/"}/*.log."
  fi
  return "$status"
}

# fuzz_for MINUTES: all readers together.
# shellcheck disable=SC2154 # environment_lacks is set in ./run
fuzz_for() {
  if ! gets_libfuzzer; then
    say "libFuzzer needs clang 14 and its runtime: apt-get install clang-14 libclang-rt-14-dev"
    say "./run test feeds the readers without it, for seconds."
    exit "$environment_lacks"
  fi
  fuzz_readers $(($1 * 15))
}
