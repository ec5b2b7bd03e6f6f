#!/usr/bin/env bash
# The main job: counts the words of thousands of files in processes that are killed all along.
# Installs what is missing, builds, and runs the tree in wordcount/wordcount.toml; FOLDER and KILL_EVERY in the environment say what it counts,
# and how often it kills. With options the job without a tree is run (wordcount/README.md); --help lists them.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/framework/cmake/build_steps.sh"

need_packages cmake ninja-build g++ pkg-config libcaf-dev libcapnp-dev capnproto libboost1.81-dev libspdlog-dev \
  libtomlplusplus-dev libcli11-dev
build_preset release

if [ $# -eq 0 ]; then
  exec "$root/build/release/framework/troupe" run "$root/build/release/samples/wordcount/wordcount.toml"
fi
case " $* " in
*" --kill-every"*) ;;
*) set -- --kill-every 200ms "$@" ;;
esac
exec "$root/build/release/samples/wordcount/wordcount" "$@"
