#!/usr/bin/env python3
"""readme_program.py <README.md> <folder>: the page's program and what it says the program prints, as files."""
import pathlib
import re
import sys

page, folder = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), pathlib.Path(sys.argv[2])
found = re.search(r"^```cpp\n(.*?)^```$.*?^```text\n(.*?)^```$", page, re.S | re.M)
if not found:
    sys.exit("README.md has no program followed by what it prints")
folder.mkdir(parents=True, exist_ok=True)
(folder / "main.cpp").write_text(found[1], encoding="utf-8")
(folder / "expected.txt").write_text(re.sub(r"pid \d+", "pid N", found[2]), encoding="utf-8")
