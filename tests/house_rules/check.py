#!/usr/bin/env python3
"""check.py <rule>: does the tree keep the rule? One line for each place that does not.

The rules are the files in rules/; each has violations() and, in its first lines, what it asks and why.
"""
import importlib
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent


def main() -> int:
    names = sorted(file.stem for file in (HERE / "rules").glob("*.py"))
    if len(sys.argv) != 2 or sys.argv[1] not in names:
        print(f"usage: check.py <rule>, one of: {' '.join(names)}", file=sys.stderr)
        return 2
    rule = importlib.import_module(f"rules.{sys.argv[1]}")
    found = list(rule.violations())
    for line in found:
        print(line)
    if found:
        print(f"\n{len(found)} against the rule '{sys.argv[1]}': {' '.join(rule.__doc__.split())}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
