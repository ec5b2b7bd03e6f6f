"""A test waits for what it waits for, with a watchdog; it never sleeps and hopes. A pause that is the thing under test
says so on its line: `// pause: why`."""
import re

from tree import files, lines, shown

SLEEP = re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep|sleep)\s*\(")


def violations():
    for path in files("tests"):
        if shown(path).startswith(("tests/bench/", "tests/support/")):
            continue
        for number, line in enumerate(lines(path), 1):
            if (match := SLEEP.search(line.split("//")[0])) and "// pause:" not in line:
                yield f"{shown(path)}:{number}: {match[1]}()"
