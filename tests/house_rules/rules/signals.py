"""A process is only ever signalled through a pidfd: a pid may belong to somebody else by the time the signal is sent.
What a process sends to itself, and to children that nobody else collects, is named in framework/os."""
import re

from tree import files, includes, lines, shown

NAMES = r"(kill|killpg|tgkill|pthread_kill|raise|sigqueue)\s*\("
QUALIFIED = re.compile(r"(?<!\w)(?:std)?::" + NAMES)
BARE = re.compile(r"(?<![\w.>:])" + NAMES)
DECLARES_THEM = {"signal.h", "csignal"}
ALLOWED = {"framework/os/fault_point.cpp", "framework/os/signals.cpp", "framework/os/pidfd.cpp", "framework/os/reap.cpp"}


def violations():
    for path in files("framework"):
        if shown(path) in ALLOWED:
            continue
        call = BARE if DECLARES_THEM & {include.name for include in includes(path)} else QUALIFIED
        for number, line in enumerate(lines(path), 1):
            if match := call.search(line.split("//")[0]) or QUALIFIED.search(line.split("//")[0]):
                yield f"{shown(path)}:{number}: {match[1]}(): use os::pidfd"
