"""Python's multiprocessing.Queue."""
import multiprocessing

from answers import Helpers, answer_all, hot, parked, place, rate

ONE_WAY_COUNT = 20_000
CROWD_COUNT = 20_000
BATCH = 100  # of a process that is alone with its queue
CROWDS = (1, 2, 4, 8, 16, 64)
END = -1


def echo(requests, answers):
    while True:
        answers.put(requests.get())


def consume(queue, finished):
    while True:
        while queue.get() != END:
            pass
        finished.put(END)


def produce(queue, count, first, second):
    """Twice: in the first round, a tenth, every process touches its program and its memory for the first time."""
    for go, size in (first, count // 10), (second, count):
        go.wait()
        for i in range(size):
            queue.put(i)
        queue.put(END)


def round_trip(measure):
    def measured(where):
        requests, answers = multiprocessing.Queue(), multiprocessing.Queue()

        def call():
            requests.put(1)
            answers.get()

        with Helpers(where, (echo, requests, answers)):
            call()
            return measure(call)

    return measured


def one_way(where):
    queue, finished = multiprocessing.Queue(), multiprocessing.Queue()

    def batch():
        for i in range(ONE_WAY_COUNT):
            queue.put(i)
        queue.put(END)
        finished.get()

    with Helpers(where, (consume, queue, finished)):
        return rate(ONE_WAY_COUNT, batch)


def alone(where):
    place(where)
    queue = multiprocessing.Queue()

    def batch():
        for _ in range(CROWD_COUNT // BATCH):
            for i in range(BATCH):
                queue.put(i)
            for _ in range(BATCH):
                queue.get()

    return rate(CROWD_COUNT, batch)


def crowd(size):
    """Half of `size` processes put, the other half get."""
    half = size // 2

    def measured(where):
        queue, finished = multiprocessing.Queue(), multiprocessing.Queue()
        first, second = multiprocessing.Event(), multiprocessing.Event()

        def batch(go):
            go.set()
            for _ in range(half):
                finished.get()

        with Helpers(where, *[(produce, queue, CROWD_COUNT // half, first, second)] * half,
                     *[(consume, queue, finished)] * half):
            batch(first)
            return rate(CROWD_COUNT, lambda: batch(second))

    return measured if half else alone


if __name__ == "__main__":
    answer_all({
        "queue_one_way": one_way,
        "queue_round_trip": round_trip(hot),
        "queue_parked": round_trip(parked),
        **{f"queue_crowd_{size}": crowd(size) for size in CROWDS},
    })
