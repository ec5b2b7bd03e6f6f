"""The counter of the shop: an ordinary program, which knows nothing of troupe but two variables."""

import os
import signal
import sys


def close(number, frame):
    print("the counter closes")
    sys.exit(0)


signal.signal(signal.SIGTERM, close)
print(f"the counter of the {os.environ['SEASON']} shop opens, time {os.environ['LIFE']}")
while True:
    signal.pause()
