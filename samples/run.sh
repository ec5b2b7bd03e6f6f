#!/usr/bin/env bash
# The main job: counts the words of thousands of files in processes that are killed all along.
# Installs what is missing, builds, runs. Options go to the sample (wordcount/README.md); --help lists them.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/framework/cmake/build_steps.sh"

need_packages cmake ninja-build g++ pkg-config libcaf-dev libcapnp-dev capnproto libboost1.81-dev libspdlog-dev \
  libtomlplusplus-dev libcli11-dev
build_preset release

case " $* " in
*" --kill-every"*) ;;
*) set -- --kill-every 200ms "$@" ;;
esac
exec "$root/build/release/samples/wordcount/wordcount" "$@"
