#!/usr/bin/env bash
# run.sh <fuzzer> <seconds>: a bounded run. What breaks it is kept beside the program as <fuzzer>-crash-...; give it
# the fuzzer as its argument to see it again.
set -euo pipefail
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
"$1" -max_total_time="$2" -max_len=2048 -timeout=20 -rss_limit_mb=3000 -verbosity=0 -print_final_stats=1 \
  -artifact_prefix="$1-" "$corpus"
