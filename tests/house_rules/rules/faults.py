"""Every fault point stands on a page of docs/formats/, by its full name in backticks, with what a SIGKILL there leaves;
and a name of one on such a page, or in a test, is one that the code passes."""
import re

from tree import ROOT, files, lines, shown

PASSED = re.compile(r'pass_fault_point\("([^"]+)"\)')
ROOMS = "|".join(sorted(folder.name for folder in (ROOT / "framework").iterdir() if folder.is_dir())) + "|manager"
# In three parts, since a file's name looks like two.
NAME = rf"(?:{ROOMS})(?:\.[a-z_]+){{2,}}"
QUOTED = re.compile(rf'"({NAME})[":]')
ON_PAGE = re.compile(r"`([a-z_]+(?:\.[a-z_]+)+)`")


def mentions(pattern: re.Pattern, paths) -> dict[str, str]:
    """Each name that the pattern finds, and where it is first."""
    found: dict[str, str] = {}
    for path in paths:
        for number, line in enumerate(lines(path), 1):
            for name in pattern.findall(line):
                found.setdefault(name, f"{shown(path)}:{number}")
    return found


def violations():
    # Also names that a function is given, to pass them.
    passed = mentions(PASSED, files("framework")) | mentions(QUOTED, files("framework"))
    described = mentions(ON_PAGE, files("docs/formats", endings=(".md",)))
    for name, place in passed.items():
        if name not in described:
            yield f"{place}: `{name}` is on no page of docs/formats/: what if the process dies right there?"
    used = {name: place for name, place in described.items() if re.fullmatch(NAME, name)}
    for name, place in (used | mentions(QUOTED, files("tests"))).items():
        if name not in passed:
            yield f"{place}: no code passes a fault point {name}"
