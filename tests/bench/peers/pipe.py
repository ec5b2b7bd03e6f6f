"""Python's multiprocessing.Pipe between two processes, as the contestants in C++ are: questions in, figures out."""
import multiprocessing
import os
import sys
import time

ONE_WAY_COUNT = 20_000
CPUS = sorted(os.sched_getaffinity(0))


def serve(end):
    while True:
        message = end.recv()
        if isinstance(message, int):
            end.send(message)


def place(other, where):
    first = CPUS if where == "free" else CPUS[:1]
    second = {"free": CPUS, "same": CPUS[:1], "two": CPUS[1:2]}[where]
    os.sched_setaffinity(0, first)
    os.sched_setaffinity(other, second)


def round_trip(end):
    end.send(1)
    end.recv()


def hot(end):
    def calls_within(limit):
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < limit:
            round_trip(end)
            count += 1
        return (time.perf_counter() - start) * 1e6 / count

    calls_within(0.005)
    return calls_within(0.05)


def one_way(end):
    start = time.perf_counter()
    for i in range(ONE_WAY_COUNT):
        end.send((1, 2.0, i))
    round_trip(end)
    return ONE_WAY_COUNT / (time.perf_counter() - start)


def main():
    here, there = multiprocessing.Pipe()
    other = multiprocessing.Process(target=serve, args=(there,), daemon=True)
    other.start()
    for question in sys.stdin:
        name, where = question.split()
        place(other.pid, where)
        print({"round_trip": hot, "one_way": one_way}[name](here), flush=True)


if __name__ == "__main__":
    main()
