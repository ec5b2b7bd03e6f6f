"""Python's multiprocessing.Process: from its start to the end of its join, by both start methods."""
import multiprocessing
import statistics
import time

from answers import answer_all, place

STARTS = {"fork": 21, "spawn": 5}


def nothing():
    pass


def start_and_join(method):
    context = multiprocessing.get_context(method)

    def timed():
        start = time.perf_counter()
        process = context.Process(target=nothing)
        process.start()
        process.join()
        return (time.perf_counter() - start) * 1e3

    def measured(where):
        place(where)
        return statistics.median(timed() for _ in range(STARTS[method]))

    return measured


if __name__ == "__main__":
    answer_all({f"start_and_join_{method}": start_and_join(method) for method in STARTS})
