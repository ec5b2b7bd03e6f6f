"""What a page or a comment points to is there."""
import re

from tree import CODE, FOLDERS, ROOT, files, lines, shown

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PAGE = re.compile(r"(?<![\w/])((?:docs|schemas|samples|tests|framework)/[\w./-]+\.(?:md|capnp|hpp|cpp|sh|py))\b")


def violations():
    pages = [ROOT / "README.md", *files(*FOLDERS, endings=(".md",))]
    for path in pages:
        for number, line in enumerate(lines(path), 1):
            for target in LINK.findall(line):
                if not re.match(r"[a-z]+:", target) and not (path.parent / target).exists():
                    yield f"{shown(path)}:{number}: nothing at {target}"
    for path in [*pages, *files(*FOLDERS, endings=CODE + (".capnp",))]:
        for number, line in enumerate(lines(path), 1):
            for target in PAGE.findall(line):
                if not (ROOT / target).exists():
                    yield f"{shown(path)}:{number}: nothing at {target}"
