#!/usr/bin/env bash
# build.sh <clang++> <build folder>: compiles all fuzzers.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cmake -S "$here/program" -B "$2" -G Ninja -DCMAKE_CXX_COMPILER="$1" -DCMAKE_BUILD_TYPE=None --log-level=WARNING
cmake --build "$2" --parallel 2
