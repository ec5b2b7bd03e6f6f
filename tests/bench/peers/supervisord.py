"""supervisord, from Debian's package: how soon a program that was killed runs again."""
import os
import pathlib
import signal
import statistics
import subprocess
import tempfile
import time

from answers import answer_all

DEATHS = 5  # each may take it a second

SETTINGS = """[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
pidfile={folder}/pid

[program:reborn]
command=/bin/sh -c "echo $$ > {folder}/fifo; exec sleep 1000"
autorestart=true
startsecs=0
"""


def time_until_back(news, child):
    start = time.perf_counter()
    os.kill(child, signal.SIGKILL)
    return int(news.readline()), (time.perf_counter() - start) * 1e3


def restart(_):
    with tempfile.TemporaryDirectory() as folder:
        os.mkfifo(f"{folder}/fifo")
        settings = pathlib.Path(folder, "settings")
        settings.write_text(SETTINGS.format(folder=folder))
        over = subprocess.Popen(["supervisord", "-c", settings], stdout=subprocess.DEVNULL)
        try:
            with open(os.open(f"{folder}/fifo", os.O_RDWR), encoding="ascii") as news:
                child, all_of_them = int(news.readline()), []
                for _ in range(DEATHS):
                    child, took = time_until_back(news, child)
                    all_of_them.append(took)
                return statistics.median(all_of_them)
        finally:
            over.terminate()
            over.wait()


answer_all({"tree_restart": restart})
