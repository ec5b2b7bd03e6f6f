"""Names say what a thing is: no drawer for leftovers, no mark of unfinished work, one way to guard a header."""
import re

from tree import CODE, FOLDERS, files, lines, shown

DRAWERS = {"utils", "util", "common", "detail", "core", "misc", "helpers", "impl"}
MARKS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|^\s*#\s*if\s+0\b")
USING = re.compile(r"^\s*using namespace (?!std::(chrono_|string_view_)?literals)")


def violations():
    for path in files(*FOLDERS, endings=CODE + (".py", ".sh", ".txt", ".cmake", ".capnp", ".md")):
        name = shown(path)
        if path == __file__ or name.endswith("rules/naming.py"):
            continue
        if DRAWERS & {*path.parts[:-1], path.stem} & {*name.split("/")[:-1], path.stem}:
            yield f"{name}: a name that tells nothing"
        text = lines(path)
        for number, line in enumerate(text, 1):
            if match := MARKS.search(line):
                yield f"{name}:{number}: '{match[0].strip()}'"
            if path.suffix == ".hpp" and USING.match(line):
                yield f"{name}:{number}: a header that opens a namespace for who includes it"
        if path.suffix == ".hpp" and "#pragma once" not in text:
            yield f"{name}: no #pragma once"
