#!/usr/bin/env python3
"""thumbnails.py <program> <folder>: the sample says in one line what went wrong, and leaves what it was asked to leave."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys

PROGRAM, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
LIMIT = 60


def start(*arguments, where):
    return subprocess.Popen([PROGRAM, *arguments], env={**os.environ, "TMPDIR": str(where)}, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True)


def expect(what, was):
    if not was:
        sys.exit(f"not so: {what}")


def descendants(pid):
    """Workers are children of the house or of whoever makes processes for it."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found, new = set(), {pid}
    while new:
        found |= new
        new = {child for child, parent in parents if parent in found} - found
    return found


def workers_of(pid):
    """Those of its processes that paint: each is named after its place in the pool."""
    return [one for one in descendants(pid) if "PoolWorker" in command_of(one)]


def command_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text() + pathlib.Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def a_worker_that_is_killed_while_it_paints():
    where = FOLDER / "killed"
    where.mkdir()
    program = start("--pictures", "100000", "--width", "640", "--workers", "2", where=where)
    while program.poll() is None:
        workers = workers_of(program.pid)
        if workers and any(where.glob("thumbnails.*/*.ppm")):
            kill(workers[0])
    _, complaints = program.communicate(timeout=LIMIT)
    told = [line for line in complaints.splitlines() if line.startswith("thumbnails: ")]
    expect(f"exit code 1, not {program.returncode}: {complaints}", program.returncode == 1)
    expect(f"one line that names the signal: {complaints}", len(told) == 1 and "SIGKILL" in told[0])
    expect("nothing is left", not any(where.iterdir()))


def a_folder_that_cannot_be_made():
    program = start("--pictures", "2", where=FOLDER / "there" / "is" / "none")
    _, complaints = program.communicate(timeout=LIMIT)
    expect(f"exit code 1, not {program.returncode}: {complaints}", program.returncode == 1)
    expect(f"one line: {complaints}", complaints.startswith("thumbnails: ") and complaints.count("\n") == 1)


def a_folder_that_is_kept():
    where = FOLDER / "kept"
    for _ in range(2):  # what is there already is no trouble
        program = start("--pictures", "3", "--width", "128", "--workers", "1", "--keep", str(where), where=FOLDER)
        printed, complaints = program.communicate(timeout=LIMIT)
        expect(f"exit code 0, not {program.returncode}: {complaints}", program.returncode == 0)
        expect(f"it says where: {printed}", f"they are in {where}/thumbnails\n" in printed)
    made = sorted(file.name for file in (where / "thumbnails").iterdir())
    expect(f"three thumbnails, not {made}", made == [f"picture {i}.ppm" for i in range(3)])
    expect("each of them a picture", (where / "thumbnails" / made[0]).read_bytes().startswith(b"P6\n64 48\n255\n"))


shutil.rmtree(FOLDER, ignore_errors=True)
FOLDER.mkdir(parents=True)
a_worker_that_is_killed_while_it_paints()
a_folder_that_cannot_be_made()
a_folder_that_is_kept()
