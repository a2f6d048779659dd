# shellcheck shell=bash
# ./run demo: a picture, the main job on real packs, and a known fault refused. Read by ./run.

heading() {
  local bold='' plain=''
  if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then bold=$'\e[1m' plain=$'\e[0m'; fi
  printf '\n%s%s%s\n' "$bold" "$1" "$plain"
  printf '%s\n' "${@:2}" ''
}

# shellcheck disable=SC2154 # root and relayout are set in ./run
run_demo() {
  local packs="$root/proptest/data/real-batches.jsonl"
  local status=0

  heading 'One pack of real documents, moved' \
    'Three files of the Python library, packed into 8,192 tokens, over 4 ranks. Above, zigzag, as softmax attention' \
    'wants it: each rank has an early and a late part of each sequence. Below, in order, as linear attention wants it.'
  "$relayout" show --lengths 1023,284,6885 --cp 4 --source zigzag:remainder=pad --target contiguous:remainder=pad

  heading 'The main job: 95 packs of real documents' \
    'Each is planned for every pair of layouts and CP size below, in about a minute. Each plan is held to the laws and' \
    'run on simulated ranks: rows forward, gradients backward, every byte compared. Plans of up to 65,536 rows are also' \
    'compared with a token-by-token count.'
  "$relayout" check --batches "$packs"

  heading 'A mistake that trainers made: zigzag written for two ranks, and run on three' \
    'The same packs and the same check, on a planner with that mistake in it. At 2 ranks it is right. At 3 it must be' \
    'refused, and the case made as small as it can be.'
  "$relayout" check --fault cp2-only --batches "$packs" --cp 2,3 \
    --source zigzag:remainder=pad --target contiguous:remainder=pad || status=$?
  if [ "$status" -ne 1 ]; then
    say "The fault was not refused (status $status): the checks of this build cannot be trusted."
    exit 1
  fi
  printf '\nRefused, as it must be.\n'

  heading 'Next' \
    './run relayout check --lengths 5,7,13 --cp 3      your own lengths' \
    './run relayout check --fault list                 all planted mistakes' \
    './run relayout --help                             what else there is'
}

run_demo
