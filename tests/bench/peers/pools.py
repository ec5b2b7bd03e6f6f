"""Python's multiprocessing.Pool."""
import multiprocessing
import statistics
import time

from answers import answer_all, hot, place, rate

POOL_SIZE = 2
MAP_COUNT = 100_000
ONE_BY_ONE_COUNT = 20_000
LARGE_COUNT = 40
UNEVEN_COUNT = 1_000
SHORT_TASK = 500e-6
SIZES = (1, 2, 4, 8, 16, 32, 64)


def square(x):
    return x * x


def reversed_text(text):
    return text[::-1]


def nothing(_):
    pass


def work(number):
    """Works, and does not sleep: one in a hundred takes a hundred times as long."""
    end = time.perf_counter() + (100 if number % 100 == 99 else 1) * SHORT_TASK
    while time.perf_counter() < end:
        pass


def with_pool(size, measure):
    """`measure` of a pool that has done the same already."""

    def measured(where):
        place("free")
        with multiprocessing.Pool(size) as workers:
            measure(workers)
            return measure(workers)

    return measured


def drain(results):
    for _ in results:
        pass


def pool_life(_):
    def timed():
        start = time.perf_counter()
        workers = multiprocessing.Pool(POOL_SIZE)
        workers.apply(nothing, (1,))
        workers.terminate()
        workers.join()
        return (time.perf_counter() - start) * 1e3

    place("free")
    return statistics.median(timed() for _ in range(11))


def uneven(workers):
    start = time.perf_counter()
    workers.map(work, range(UNEVEN_COUNT), 1)
    ideal = SHORT_TASK * (UNEVEN_COUNT + 99 * UNEVEN_COUNT // 100) / POOL_SIZE
    return (time.perf_counter() - start) / ideal


def one_by_one(workers):
    return rate(ONE_BY_ONE_COUNT, lambda: workers.map(square, range(ONE_BY_ONE_COUNT), 1))


MEASURES = {
    "pool_map": lambda workers: rate(MAP_COUNT, lambda: workers.map(square, range(MAP_COUNT))),
    "pool_apply": lambda workers: hot(lambda: workers.apply(square, (3,))),
    "pool_imap_unordered": lambda workers: rate(
        ONE_BY_ONE_COUNT, lambda: drain(workers.imap_unordered(square, range(ONE_BY_ONE_COUNT)))
    ),
    "pool_map_large": lambda workers: rate(
        LARGE_COUNT, lambda: workers.map(reversed_text, ["x" * 1_000_000] * LARGE_COUNT)
    ),
    "pool_uneven": uneven,
}

if __name__ == "__main__":
    answer_all(
        {
            **{name: with_pool(POOL_SIZE, measure) for name, measure in MEASURES.items()},
            **{f"pool_map_one_by_one_{size}": with_pool(size, one_by_one) for size in SIZES},
            "pool_life": pool_life,
        }
    )
