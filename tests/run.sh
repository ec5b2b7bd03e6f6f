#!/usr/bin/env bash
# Every test. Installs what is missing, builds build/dev with assertions and fault points, runs ctest.
# Options go to ctest: `bash tests/run.sh -L house`, `-R a_name`, `-LE soak`.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/framework/cmake/build_steps.sh"

need_packages cmake ninja-build g++ pkg-config libcaf-dev libcapnp-dev capnproto libboost1.81-dev libspdlog-dev \
  libtomlplusplus-dev libcli11-dev libgtest-dev libgmock-dev python3 python3-jsonschema clang-19 libclang-rt-19-dev clang-format-19 clang-tidy-19 spin
build_preset dev

echo "testing build/dev"
progress=
[ -t 1 ] && progress=--progress
exec ctest --test-dir "$root/build/dev" --output-on-failure --no-tests=error --parallel 2 $progress "$@" </dev/null
