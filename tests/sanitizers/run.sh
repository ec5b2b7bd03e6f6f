#!/usr/bin/env bash
# run.sh <asan|tsan> <build folder>: builds the rooms' tests under a sanitizer and runs them.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
sanitizer=$1 build=$2

case $sanitizer in
asan) rooms=(os observe message mailbox objects) ;;
tsan) rooms=(os observe mailbox) ;; # what has threads or shared memory
esac
if [ -n "${TROUPE_SOAK:-}" ]; then rooms+=(spawn actor supervision house); fi
case $sanitizer in
asan) but=(-E 'schema_of_tree_files') ;; # needs the command, which is not built here
tsan) but=(-E 'Memory_is_flat|Footprint|Populated_pages|Scribbling') ;; # its own pages are counted; races are the purpose
esac

targets=() labels=
for room in "${rooms[@]}"; do
  targets+=(--target "troupe_${room}_tests")
  labels="$labels|^$room\$"
done
mkdir -p "$(dirname "$build")"
cmake -S "$root" --preset "$sanitizer" -B "$build" -DTROUPE_SAMPLES=OFF >"$build.log" 2>&1 || { cat "$build.log"; exit 1; }
cmake --build "$build" --parallel 2 "${targets[@]}" -- --quiet
cd "$build"
exec ctest --output-on-failure --no-tests=error --parallel 2 -L "${labels#|}" -LE soak "${but[@]}"
