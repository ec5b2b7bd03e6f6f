"""C++ is laid out by clang-format-19 (.clang-format); `clang-format-19 -i <file>` puts it right."""
import subprocess

from tree import FOLDERS, ROOT, files, shown


def violations():
    for path in files(*FOLDERS):
        laid_out = subprocess.run(["clang-format-19", str(path)], cwd=ROOT, capture_output=True, text=True, check=True)
        if laid_out.stdout != path.read_text(encoding="utf-8"):
            yield f"{shown(path)}: not as clang-format-19 lays it out"
