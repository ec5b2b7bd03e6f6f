#!/usr/bin/env bash
# Measures troupe and its peers in one run: prints the table, writes build/bench.json.
# What the rows mean: docs/performance.md. Options go to the program, e.g. --pairs 3 --only spawn.
set -euo pipefail
cd "$(dirname "$0")/../.."

packages=(cmake ninja-build g++ pkg-config capnproto libcapnp-dev libcaf-dev libboost1.81-dev libspdlog-dev libfmt-dev
  libtomlplusplus-dev libcli11-dev libgtest-dev libgmock-dev libzmq3-dev python3)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing+=("$package")
done
if ((${#missing[@]})); then
  echo "bench: installing ${missing[*]}"
  as_root=()
  if ((EUID != 0)); then as_root=(sudo); fi
  export DEBIAN_FRONTEND=noninteractive
  if ! { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null; then
    echo "bench: these Debian packages cannot be installed: ${missing[*]}" >&2
    exit 1
  fi
fi

mkdir -p build
echo "bench: building in build/bench"
cmake -S . -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DTROUPE_BENCH=ON -DTROUPE_SAMPLES=OFF >build/bench.log 2>&1 \
  && cmake --build build/bench --target bench bench_troupe bench_futex bench_ring bench_zeromq bench_caf_network >>build/bench.log 2>&1 \
  || { tail -n 30 build/bench.log >&2; echo "bench: the build failed; all of it is in build/bench.log" >&2; exit 1; }

build/bench/tests/bench/bench --json build/bench.json "$@"
echo "bench: figures are in build/bench.json"
