#!/usr/bin/env python3
"""Reports the sizes of files and functions; fails nobody. Aims: headers of 200 lines, sources of 400, half of all
functions under 8 lines and nine in ten under 30."""
import re

from tree import files, lines, shown

HEADER_LINES, SOURCE_LINES = 200, 400
FUNCTION = re.compile(r"^(\s*)(?!namespace|class|struct|enum|union|if|for|while|switch|else|do\b|try|catch|extern|concept)"
                      r"\S.*\)[^;{]*\{(.*)$")


def functions(text: list[str]):
    """(first line, number of lines between the braces) of everything that looks like a function."""
    for number, line in enumerate(text, 1):
        match = FUNCTION.match(line)
        if not match:
            continue
        if "}" in match[2]:
            yield number, 1
            continue
        for length, below in enumerate(text[number:]):
            if below.lstrip().startswith("}") and len(below) - len(below.lstrip()) <= len(match[1]):
                yield number, length
                break


def main() -> None:
    sizes = []
    for path in files("framework", "samples"):
        text = lines(path)
        limit = HEADER_LINES if path.suffix == ".hpp" else SOURCE_LINES
        if len(text) > limit:
            print(f"{shown(path)}: {len(text)} lines, more than {limit}")
        for number, length in functions(text):
            sizes.append(length)
            if length > 60:
                print(f"{shown(path)}:{number}: a function of {length} lines")
    sizes.sort()
    if sizes:
        half, nine_in_ten = sizes[len(sizes) // 2], sizes[len(sizes) * 9 // 10]
        print(f"{len(sizes)} functions: half have at most {half} lines, nine in ten at most {nine_in_ten}")


main()
