"""How long a compiler takes for a first program, the example of the README, without precompiled headers."""
import pathlib
import re
import subprocess
import tempfile
import time

from answers import answer_all

ROOT = pathlib.Path(__file__).resolve().parents[3]
EXAMPLE = re.search(r"```cpp\n(#include <troupe/troupe\.hpp>.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)[1]


def first_program(_where):
    """Seconds."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "first.cpp")
        source.write_text(EXAMPLE)
        command = ["g++", "-std=c++20", f"-I{ROOT}/framework/include", "-c", source, "-o", source.with_suffix(".o")]
        start = time.perf_counter()
        subprocess.run(command, check=True)
        return time.perf_counter() - start


if __name__ == "__main__":
    answer_all({"first_program": first_program})
