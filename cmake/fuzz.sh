# shellcheck shell=bash
# ./run fuzz MINUTES: libFuzzer on each reader for its share of the time. Read by ./run, whose functions it uses.

# shellcheck disable=SC2154 # root and environment_lacks are set in ./run
fuzz_readers() {
  local minutes=$1 reader readers=(layout_text numbers batches document) status=0
  if ! command -v clang++-14 >/dev/null; then
    say "libFuzzer needs clang 14 and its runtime: apt-get install clang-14 libclang-rt-14-dev"
    say "./run test feeds the readers without it, for seconds."
    exit "$environment_lacks"
  fi
  local folder="$root/build/fuzz"
  build fuzz relayout_fuzzers
  for reader in "${readers[@]}"; do
    mkdir -p "$folder/met/$reader"
    say "$reader, for $((minutes * 15)) s"
    "$folder/proptest/fuzz_$reader" -max_total_time=$((minutes * 15)) -timeout=10 -print_final_stats=1 \
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

fuzz_readers "${2-10}"
