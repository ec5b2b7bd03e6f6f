"""Python's multiprocessing.Manager: shared dicts and lists behind a server process."""
import multiprocessing

from answers import Helpers, answer_all, hot, parked, place, rate

BUMPS = 2_000
BATCH = 1_000


def with_manager(where, measure):
    place("free")
    with multiprocessing.Manager() as manager:
        place(where, manager._process)  # pylint: disable=protected-access
        return measure(manager)


def of_dict(measure, operation):
    def measured(manager):
        shared = manager.dict({"key": 0})
        return measure(lambda: operation(shared))

    return lambda where: with_manager(where, measured)


def of_list(measure):
    def measured(manager):
        shared = manager.list()
        return measure(lambda: shared.append(1))

    return lambda where: with_manager(where, measured)


def put(shared):
    shared["key"] = 1


def look(shared):
    return shared["key"]


def bump(shared, lock, start, done):
    while start.recv():
        for _ in range(BUMPS):
            with lock:
                shared["key"] = shared["key"] + 1
        done.send(True)


def modify(where):
    """What one has to write there: a lock of one's own around a get and a set."""

    def measured(manager):
        shared, lock = manager.dict({"key": 0}), multiprocessing.Lock()
        ends = [(multiprocessing.Pipe(), multiprocessing.Pipe()) for _ in range(2)]
        runs = [(bump, shared, lock, start[1], done[1]) for start, done in ends]
        with Helpers("free", *runs):

            def batch():
                for start, _ in ends:
                    start[0].send(True)
                for _, done in ends:
                    done[0].recv()

            batch()
            figure = rate(2 * BUMPS, batch)
            if shared["key"] != 4 * BUMPS:
                raise RuntimeError("bumps were lost")
            return figure

    return with_manager(where, measured)


def many_sets(where):
    def measured(manager):
        shared = manager.dict()

        def batch():
            for i in range(BATCH):
                shared[i] = i

        batch()
        return rate(BATCH, batch)

    return with_manager(where, measured)


if __name__ == "__main__":
    answer_all({
        "dict_set": of_dict(hot, put),
        "dict_get": of_dict(hot, look),
        "list_append": of_list(hot),
        "dict_set_parked": of_dict(parked, put),
        "dict_get_parked": of_dict(parked, look),
        "list_append_parked": of_list(parked),
        "dict_modify": modify,
        "dict_batch": many_sets,
    })
