"""C++ is laid out by clang-format-19 (.clang-format); `clang-format-19 -i <file>` puts it right."""
import pathlib
import re
import subprocess

from tree import FOLDERS, ROOT, files, shown

COMPLAINT = re.compile(r"^(/[^:\n]+):\d+:\d+: warning: code should be clang-formatted", re.MULTILINE)


def violations():
    checked = ["clang-format-19", "--dry-run", "--ferror-limit=1", *map(str, files(*FOLDERS))]
    told = subprocess.run(checked, cwd=ROOT, capture_output=True, text=True, check=True).stderr
    for place in COMPLAINT.findall(told):
        yield f"{shown(pathlib.Path(place))}: not as clang-format-19 lays it out"
