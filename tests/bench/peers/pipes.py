"""Python's multiprocessing.Pipe between two processes."""
import multiprocessing

from answers import Helpers, answer_all, hot, rate

ONE_WAY_COUNT = 20_000


def serve(end):
    while True:
        message = end.recv()
        if isinstance(message, int) and message >= 0:
            end.send(message)


def with_server(measure, run=serve):
    def measured(where):
        here, there = multiprocessing.Pipe()
        with Helpers(where, (run, there)):
            return measure(here)

    return measured


def round_trip(end):
    end.send(1)
    end.recv()


def one_way(what):
    def measure(end):
        def batch():
            for i in range(ONE_WAY_COUNT):
                end.send(what(i))
            round_trip(end)

        return rate(ONE_WAY_COUNT, batch)

    return measure


if __name__ == "__main__":
    answer_all({
        "round_trip": with_server(lambda end: hot(lambda: round_trip(end))),
        "one_way": with_server(one_way(lambda i: (1, 2.0, i))),
    })
