# shellcheck shell=bash
# ./run test: every test but the long ones, then the fast ones under sanitizers. Read by ./run, whose functions it uses.

# Drops the tests that pass; on a terminal it counts them in place.
# shellcheck disable=SC2154 # root is set in ./run
only_news() {
  awk -v terminal="$([ -t 1 ] && echo 1)" '
    /^ *[0-9]+\/[0-9]+ Test .* Passed / { if (terminal) { printf "\r%s ", $1; fflush() } next }
    /^ +Start / || /^Test project / || /^$/ { next }
    { if (terminal) printf "\r"; print; fflush() }'
}

minutes() { printf '%d min %02d s' "$(($1 / 60))" "$(($1 % 60))"; }

# stage PRESET TARGET WHAT [TEST_PRESET]: builds a preset and runs its tests.
stage() {
  local began=$SECONDS built
  printf '\n%s\n' "$3"
  build "$1" "$2"
  built=$((SECONDS - began))
  (cd "$root" && ctest --preset "${4-$1}" -j "$(nproc)" --no-label-summary --output-junit "$root/build/$1.tests.xml") |
    only_news
  printf 'built in %s, tested in %s\n' "$(minutes "$built")" "$(minutes "$((SECONDS - began - built))")"
}

run_tests() {
  install_missing
  stage dev all 'All tests but the long ones (warnings are errors, assertions are on)'
  grep -oh 'small world: part .* pairs a second' "$root/build/dev.tests.xml" || {
    say 'no part of the small world was asked'
    return 1
  }
  if [ "$1" = nightly ]; then
    stage dev all 'The long tests' nightly
  fi
  stage asan relayout_fast_tests 'The fast tests, under the address and undefined behaviour sanitizers'
  stage tsan relayout_threads_tests 'The threaded simulator, under the thread sanitizer'
  printf '\nlibFuzzer on what reads text and files\n'
  if gets_libfuzzer; then
    fuzz_readers 15
  else
    say 'left out: needs clang 14 and its runtime (clang-14, libclang-rt-14-dev); a fast test fed the readers without it'
  fi
  printf '\nAll of it holds; %s.\n' "$(minutes "$SECONDS")"
}
