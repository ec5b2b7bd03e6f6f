#!/usr/bin/env python3
"""tidy.py <build folder> [<part of a path>]: clang-tidy-19 (.clang-tidy) over the sources of framework/, two runs at a time.

Nearly all of a run goes into the headers that all sources include, so sources that are compiled alike are looked at
together, a bundle per run. Those that cannot stand in one file (two have a name of their own in common) go one by one.
"""
import concurrent.futures
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile

from tree import ROOT, shown

BUNDLE = 8


def flags(command: str) -> tuple[str, ...]:
    """What is said to the compiler, without the names of the source and of what is made of it."""
    words = iter(shlex.split(command)[1:])
    return tuple(word for word in words if not (word in ("-o", "-c") and next(words)))


def bundles(build: pathlib.Path, part: str) -> list[tuple[tuple[str, ...], list[pathlib.Path]]]:
    """Sources of one folder that have the same flags, by eights."""
    alike: dict[tuple, list[pathlib.Path]] = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        file = pathlib.Path(entry["file"])
        if file.is_relative_to(ROOT / "framework") and part in str(file):
            alike.setdefault((flags(entry["command"]), file.relative_to(ROOT).parts[1]), []).append(file)
    return [(said, sources[first:first + BUNDLE]) for (said, _), sources in sorted(alike.items(), key=lambda each: each[0][1])
            for first in range(0, len(sources), BUNDLE)]


def run(source: pathlib.Path, said: tuple[str, ...]) -> str:
    done = subprocess.run(
        ["clang-tidy-19", "--quiet", f"--config-file={ROOT / '.clang-tidy'}", "--checks=-bugprone-suspicious-include",
         str(source), "--", *said], capture_output=True, text=True)
    return done.stdout if done.returncode else ""


def complaints(said: tuple[str, ...], sources: list[pathlib.Path]) -> str:
    if len(sources) == 1:
        return run(sources[0], said)
    with tempfile.NamedTemporaryFile("w", suffix=".cpp") as together:
        together.write("".join(f'#include "{source}"\n' for source in sources))
        together.flush()
        found = run(pathlib.Path(together.name), said)
    if "clang-diagnostic-error" in found:
        return "".join(run(source, said) for source in sources)
    return found


def main() -> int:
    work = bundles(pathlib.Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        found = list(pool.map(lambda bundle: complaints(*bundle), work))
    for (_, sources), text in zip(work, found):
        if text:
            print(f"{', '.join(map(shown, sources))}:\n{text}")
    print(f"{sum(len(sources) for _, sources in work)} sources, {sum(map(bool, found))} bundles with complaints")
    return 1 if any(found) or not work else 0


sys.exit(main())
