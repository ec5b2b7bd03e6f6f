#!/usr/bin/env python3
"""page_program.py <page.md> <folder>: the page's first program and what it says the program prints, as files.

The block of text behind a program is what it prints; one without such a block prints nothing."""
import pathlib
import re
import sys

page, folder = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), pathlib.Path(sys.argv[2])
blocks = [(block[1], block[2]) for block in re.finditer(r"^```(\w*)\n(.*?)^```$", page, re.S | re.M)]
at = next((i for i, (kind, _) in enumerate(blocks) if kind == "cpp"), None)
if at is None:
    sys.exit(f"{sys.argv[1]} has no program")
behind = blocks[at + 1] if at + 1 < len(blocks) else ("", "")
folder.mkdir(parents=True, exist_ok=True)
(folder / "main.cpp").write_text(blocks[at][1], encoding="utf-8")
printed = behind[1] if behind[0] == "text" else ""
(folder / "expected.txt").write_text(re.sub(r"pid \d+", "pid N", printed), encoding="utf-8")
