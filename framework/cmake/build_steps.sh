# Sourced by tests/run.sh, samples/run.sh and tests/bench/run.sh: packages, configuration, compilation.
# $root is the top of the tree.

# One clear sentence, and the end.
fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# apt-get as root, or with sudo where that asks nobody anything.
apt() {
  local -a as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q "$@" </dev/null
}

# need_packages <package>... installs what is missing.
need_packages() {
  command -v dpkg-query >/dev/null || fail "packages are installed from Debian, and this is not Debian: see README.md"
  local installed package log
  local -a missing=() install=(install -y --no-install-recommends --no-remove)
  installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' "$@" 2>/dev/null)" || true
  for package in "$@"; do
    [[ "$installed" == *" installed:$package "* ]] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null ||
    fail "packages are missing and only root can install them: apt-get install ${missing[*]}"
  echo "installing ${missing[*]}"
  log=$(mktemp)
  # The package lists are fetched only where they are absent or too old to install from.
  if ! apt "${install[@]}" "${missing[@]}" >"$log" 2>&1 &&
    ! { apt update && apt "${install[@]}" "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail "could not install ${missing[*]} (no network, or not Debian 12?)"
  fi
  rm -f "$log"
}

# As many compilers at once as there are processors, and memory for (1.5 GB each).
build_jobs() {
  local processors by_memory
  processors=$(nproc)
  by_memory=$(awk '/^MemAvailable/ {print int($2 / 1572864)}' /proc/meminfo)
  [ "$by_memory" -ge 1 ] || by_memory=1
  echo $((processors < by_memory ? processors : by_memory))
}

# build_preset <preset> [target]... brings build/<preset> up to date.
build_preset() {
  local preset=$1 build=$root/build/$1 log target quiet=--quiet
  local -a targets=()
  shift
  for target in "$@"; do targets+=(--target "$target"); done
  if [ ! -f "$build/build.ninja" ]; then
    echo "configuring build/$preset"
    log=$(mktemp)
    if ! cmake -S "$root" --preset "$preset" >"$log" 2>&1 </dev/null; then
      tail -n 25 "$log" >&2
      rm -f "$log"
      fail "could not configure build/$preset, for the reason above"
    fi
    rm -f "$log"
  fi
  if [[ $(ninja -C "$build" -n 2>&1 | tail -n 1) != *"no work to do"* ]]; then echo "building build/$preset"; fi
  [ -t 1 ] && quiet=
  cmake --build "$build" --parallel "$(build_jobs)" "${targets[@]}" -- $quiet </dev/null ||
    fail "could not build build/$preset, for the reason above"
}
