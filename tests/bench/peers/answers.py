"""The half of the harness that contestants in Python share: questions in, figures out, and clocks and pins as in
answers.hpp."""
import multiprocessing
import os
import statistics
import sys
import time

CPUS = sorted(os.sched_getaffinity(0))


def place(where, *others):
    """Where the calling process and the others of a measurement run; with several others only `free` makes sense."""
    os.sched_setaffinity(0, CPUS if where == "free" else CPUS[:1])
    for other in others:
        os.sched_setaffinity(other.pid, {"free": CPUS, "same": CPUS[:1], "two": CPUS[1:2]}[where])


class Helpers:
    """Other processes of one measurement; they are gone when it is over."""

    def __init__(self, where, *runs):
        place("free")  # a pinned caller would hand its pin down
        self.processes = [multiprocessing.Process(target=run[0], args=run[1:], daemon=True) for run in runs]
        for each in self.processes:
            each.start()
        place(where, *self.processes)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for each in self.processes:
            each.kill()
            each.join()


def hot(call):
    """Microseconds for one call: as many as go into 50 ms, after 5 ms that do not count."""

    def calls_within(limit):
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < limit:
            call()
            count += 1
        return (time.perf_counter() - start) * 1e6 / count

    calls_within(0.005)
    return calls_within(0.05)


def parked(call):
    """Microseconds of the median call of a hundred, with a millisecond of sleep before each."""

    def timed():
        time.sleep(0.001)
        start = time.perf_counter()
        call()
        return (time.perf_counter() - start) * 1e6

    return statistics.median(timed() for _ in range(100))


def rate(count, batch):
    """Calls per second of `batch`, which makes `count` of them and waits until all are done."""
    start = time.perf_counter()
    batch()
    return count / (time.perf_counter() - start)


def answer_all(answers):
    """`answers`: name -> function of the placement that gives one figure. Until the end of input."""
    for question in sys.stdin:
        name, where = question.split()
        if name in answers:
            print(answers[name](where), flush=True)
        else:
            print(f"error: no such measurement: {name}", flush=True)
