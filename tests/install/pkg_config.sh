#!/usr/bin/env bash
# pkg_config.sh <source> <program> <compiler and flags>: builds a program with what pkg-config says, nothing else.
# How long the compiler took is printed; nothing depends on it.
set -euo pipefail
read -ra compiler <<<"$3"
read -ra cflags <<<"$(pkg-config --cflags troupe)"
read -ra libs <<<"$(pkg-config --libs troupe)"
before=$(date +%s%N)
"${compiler[@]}" -std=c++20 "${cflags[@]}" -c "$1" -o "$2.o"
echo "a first program compiles in $((($(date +%s%N) - before) / 1000000)) ms"
"${compiler[@]}" "$2.o" "${libs[@]}" -o "$2"
