"""The `troupe` command on a running tree of 500 actors. Arguments: the command, and the library that has the actor."""
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from answers import answer_all

COMMAND, LIBRARY = sys.argv[1:3]
MANY, LOOKS = 500, 20


def tree_text():
    members = "".join(f'[actor.member-{i}]\nrun = "{LIBRARY}:bench::member"\n' for i in range(MANY))
    return f'troupe = 1\nname = "bench-{MANY}"\n{members}'


def time_of(*arguments):
    start = time.perf_counter()
    subprocess.run([COMMAND, *arguments], stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - start) * 1e3


def listing(_):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "tree.toml")
        file.write_text(tree_text())
        with subprocess.Popen([COMMAND, "run", file], stdout=subprocess.PIPE, text=True) as run:
            try:
                if not any(line.split()[-2:] == ["root", "ready"] for line in run.stdout):
                    raise RuntimeError("the tree was never ready")
                return statistics.median(time_of("ps", "--tree", f"bench-{MANY}") for _ in range(LOOKS))
            finally:
                run.terminate()
                run.communicate()


answer_all({"tree_listing": listing})
