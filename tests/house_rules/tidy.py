#!/usr/bin/env python3
"""tidy.py <build folder>: clang-tidy-19 (.clang-tidy) over the sources of framework/, two at a time."""
import concurrent.futures
import json
import pathlib
import subprocess
import sys

from tree import ROOT, shown


def sources(build: pathlib.Path) -> list[pathlib.Path]:
    compiled = {pathlib.Path(entry["file"]) for entry in json.loads((build / "compile_commands.json").read_text())}
    return sorted(file for file in compiled if file.is_relative_to(ROOT / "framework"))


def complaints(build: pathlib.Path, file: pathlib.Path) -> str:
    done = subprocess.run(["clang-tidy-19", "-p", str(build), "--quiet", str(file)], capture_output=True, text=True)
    return done.stdout if done.returncode else ""


def main() -> int:
    build = pathlib.Path(sys.argv[1])
    files = sources(build)
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        found = list(pool.map(lambda file: complaints(build, file), files))
    for file, text in zip(files, found):
        if text:
            print(f"{shown(file)}:\n{text}")
    print(f"{len(files)} sources, {sum(map(bool, found))} with complaints")
    return 1 if any(found) or not files else 0


sys.exit(main())
