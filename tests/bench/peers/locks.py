"""Python's multiprocessing.Lock, Semaphore, Condition, Barrier, Event and Value."""
import multiprocessing
import time

from answers import Helpers, answer_all, hot, parked, place

OPERATIONS = 100_000  # of each process


def repeat(operation, count):
    for _ in range(count):
        operation()


def rival(operation, start, finished):
    while True:
        start.wait()
        repeat(operation, OPERATIONS)
        finished.wait()


def increment(value):
    with value.get_lock():
        value.value += 1


class LockUnlock:
    """One `acquire` and `release` of anything that has them."""

    def __init__(self, lock):
        self.lock = lock

    def __call__(self):
        self.lock.acquire()
        self.lock.release()


class Increment:
    def __init__(self, value):
        self.value = value

    def __call__(self):
        increment(self.value)


def alone(make_operation):
    def measured(where):
        place(where)
        operation = make_operation()
        start = time.perf_counter()
        repeat(operation, OPERATIONS)
        return (time.perf_counter() - start) * 1e9 / OPERATIONS

    return measured


def contended(make_operation):
    """Nanoseconds for one operation while two processes make them; both count."""

    def measured(where):
        operation, start, finished = make_operation(), multiprocessing.Barrier(2), multiprocessing.Barrier(2)
        with Helpers(where, (rival, operation, start, finished)):
            start.wait()
            began = time.perf_counter()
            repeat(operation, OPERATIONS)
            finished.wait()
            return (time.perf_counter() - began) * 1e9 / (2 * OPERATIONS)

    return measured


def answer_event(ping, pong):
    while True:
        ping.wait()
        ping.clear()
        pong.set()


def event_round_trip(measure):
    def measured(where):
        ping, pong = multiprocessing.Event(), multiprocessing.Event()

        def call():
            ping.set()
            pong.wait()
            pong.clear()

        with Helpers(where, (answer_event, ping, pong)):
            call()
            return measure(call)

    return measured


def take_turns(condition, turn, mine):
    """The other one's turn, once it is mine."""
    with condition:
        while turn.value != mine:
            condition.wait()
        turn.value = 1 - mine
        condition.notify()


def take_all_turns(condition, turn):
    while True:
        take_turns(condition, turn, 1)


def condition_round_trip(where):
    condition, turn = multiprocessing.Condition(), multiprocessing.RawValue("i", 0)
    with Helpers(where, (take_all_turns, condition, turn)):
        return hot(lambda: take_turns(condition, turn, 0))


def meet(barrier):
    while True:
        barrier.wait()


def barrier_meeting(where):
    barrier = multiprocessing.Barrier(2)
    with Helpers(where, (meet, barrier)):
        return hot(barrier.wait)


if __name__ == "__main__":
    answer_all({
        "mutex_alone": alone(lambda: LockUnlock(multiprocessing.Lock())),
        "mutex_contended": contended(lambda: LockUnlock(multiprocessing.Lock())),
        "semaphore_contended": contended(lambda: LockUnlock(multiprocessing.Semaphore(1))),
        "value_alone": alone(lambda: Increment(multiprocessing.Value("i", 0))),
        "value_contended": contended(lambda: Increment(multiprocessing.Value("i", 0))),
        "event_round_trip": event_round_trip(hot),
        "event_parked": event_round_trip(parked),
        "condition_round_trip": condition_round_trip,
        "barrier_meeting": barrier_meeting,
    })
