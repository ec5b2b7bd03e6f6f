#!/usr/bin/env bash
# Measures troupe and its peers in one run: prints the table, writes build/bench.json.
# What the rows mean: docs/performance.md. Options go to the program, e.g. --pairs 3 --only spawn; with --only the other
# rows of the file stay as they were.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/framework/cmake/build_steps.sh"

need_packages cmake ninja-build g++ pkg-config libcaf-dev libcapnp-dev capnproto libboost1.81-dev libspdlog-dev \
  libfmt-dev libtomlplusplus-dev libcli11-dev nlohmann-json3-dev libzmq3-dev python3 supervisor
build_preset bench

"$root/build/bench/tests/bench/bench" --json "$root/build/bench.json" "$@"
echo "figures are in build/bench.json"
