#!/usr/bin/env bash
# run.sh <fuzzer> <seconds> [<folder>]: a bounded run, which begins with what the fuzzer writes into its corpus, or with
# copies of the files in that folder. What breaks it is kept beside the program as <fuzzer>-crash-...; give it the fuzzer
# as its argument to see it again. TROUPE_SEED=<number> takes another way than usual.
set -euo pipefail
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
if [ $# -gt 2 ]; then cp -r "$3/." "$corpus"; fi
"$1" -max_total_time="$2" -max_len=2048 -seed="${TROUPE_SEED:-1}" -timeout=20 -rss_limit_mb=3000 -verbosity=0 \
  -print_final_stats=1 -artifact_prefix="$1-" "$corpus"
