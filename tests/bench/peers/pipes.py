"""Python's multiprocessing.Pipe between two processes."""
import multiprocessing

from answers import Helpers, answer_all, hot, rate

ONE_WAY_COUNT = 20_000
LARGE_COUNT = 200
LARGE = bytes(1_000_000)


def serve(end):
    while True:
        message = end.recv()
        if isinstance(message, int) and message >= 0:
            end.send(message)


def serve_bytes(end):
    while len(message := end.recv_bytes()):
        if len(message) < len(LARGE):
            end.send_bytes(message)


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


def one_way_large(end):
    def batch():
        for _ in range(LARGE_COUNT):
            end.send_bytes(LARGE)
        end.send_bytes(b"?")
        end.recv_bytes()

    return rate(LARGE_COUNT, batch)


if __name__ == "__main__":
    answer_all({
        "round_trip": with_server(lambda end: hot(lambda: round_trip(end))),
        "one_way": with_server(one_way(lambda i: (1, 2.0, i))),
        "pipe_one_way": with_server(one_way(lambda i: -1 - i)),
        "pipe_one_way_large": with_server(one_way_large, serve_bytes),
        "pipe_round_trip": with_server(lambda end: hot(lambda: round_trip(end))),
    })
