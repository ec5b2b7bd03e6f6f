#!/usr/bin/env python3
"""refused.py <program> <compiler> [flag]...: does the compiler refuse the program with the sentence it asks for?

A line "// refused: troupe: ..." in the program is how the message of the first error begins; "// accepted" means that
there is no error.
"""
import pathlib
import re
import subprocess
import sys

# What compilers put before the text of a static_assert or an #error.
PREFIX = re.compile(r"^(static assertion failed( due to requirement '.*?')?: |#error |\"|')*")


def first_error(messages: str) -> str:
    """The first error's text; empty when there is none."""
    for line in messages.splitlines():
        if found := re.search(r"(?:fatal )?error: (.*)", line):
            return PREFIX.sub("", found[1])
    return ""


def main() -> int:
    program, *command = sys.argv[1:]
    text = pathlib.Path(program).read_text(encoding="utf-8")
    wanted = re.search(r"^// refused: (.*)$", text, re.M)
    done = subprocess.run([*command, "-fsyntax-only", program], capture_output=True, text=True)
    got = first_error(done.stderr)
    if wanted is None:
        fits = "// accepted" in text and done.returncode == 0
    else:
        fits = done.returncode != 0 and wanted[1].startswith("troupe:") and got.startswith(wanted[1])
    if not fits:
        print(f"wanted: {wanted[1] if wanted else 'a program that compiles'}\ngot:    {got or 'no error'}\n")
        print("\n".join(done.stderr.splitlines()[:30]))
    return 0 if fits else 1


sys.exit(main())
