#!/usr/bin/env python3
"""rows.py [--check]: writes docs/conformance.md from rows.tsv and the names of the tests.

A test belongs to the rows that its name begins with: QUE_05_QUE_06_AFullOrEmptyQueueAnswersAtOnce. With --check nothing
is written: the exit code is 1 when a row that is due has no test, a test names a row that is not there, or the page is
not what would be written.
"""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "conformance.md"
TEST = re.compile(r"\bT(?:YPED_T)?EST(?:_[FP])?\(\s*\w+,\s*((?:[A-Z]{2,3}_\d\d_)+\w+)\s*\)")
HEAD = """# Conformance

What Python's `multiprocessing` does, row by row, as troupe shows it, and the test of each row. Written by `tests/conformance/rows.py` from
[rows.tsv](../tests/conformance/rows.tsv) and the names of the tests; edit those. The tests run twice, under either start method, and where a
row holds for the operation as a call and as a message, over both flavours. Those of QUE, JQU, LCK, RLK, SEM, CND, EVT and BAR run a third time,
over objects that a manager has made.
"""


def rows() -> list[tuple[str, str, str]]:
    """(id, due, text); an area's title has the area for its id."""
    lines = (ROOT / "tests/conformance/rows.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def tests() -> dict[str, list[tuple[str, str]]]:
    """Row -> (name, file) of its tests."""
    found = collections.defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("*_test.cpp")):
        for name in TEST.findall(path.read_text(encoding="utf-8")):
            ids, sentence = re.match(r"((?:[A-Z]{2,3}_\d\d_)+)(\w+)", name).groups()
            for row in re.findall(r"[A-Z]{2,3}_\d\d", ids):
                found[row.replace("_", "-")].append((sentence, str(path.relative_to(ROOT))))
    return found


def samples() -> dict[str, list[tuple[str, str]]]:
    """Row -> the sample that shows it, from the table that their test reads."""
    found = collections.defaultdict(list)
    table = ROOT / "tests/samples/multiprocessing.tsv"
    if table.exists():
        for line in table.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                name, ids = line.split("\t")[:2]
                for row in ids.split():
                    found[row].append((name, f"samples/multiprocessing/{name}.cpp"))
    return found


def cell(found: list[tuple[str, str]], due: str) -> str:
    if not found:
        return "" if due == "due" else f"*{due}*"
    by_file = collections.defaultdict(list)
    for name, file in found:
        by_file[file].append(name)
    return "; ".join(f"[{pathlib.Path(file).name}](../{file}): {', '.join(names)}" for file, names in by_file.items())


def page(all_rows, found) -> str:
    out = [HEAD]
    for row, due, text in all_rows:
        if "-" not in row:
            out.append(f"\n## {row}: {text}\n\n| row | what happens | test |\n|---|---|---|\n")
        else:
            out.append(f"| {row} | {text} | {cell(found.get(row, []), due)} |\n")
    return "".join(out)


def main() -> int:
    all_rows = rows()
    found = {**tests(), **samples()}
    written = page(all_rows, found)
    if "--check" not in sys.argv:
        PAGE.write_text(written, encoding="utf-8")
        return 0
    known = {row for row, _, _ in all_rows}
    wrong = [f"{row}: due, and has no test" for row, due, _ in all_rows if due == "due" and "-" in row and row not in found]
    wrong += [f"{row}: no such row in rows.tsv, but a test of that name" for row in sorted(found) if row not in known]
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != written:
        wrong.append("docs/conformance.md is not up to date: run tests/conformance/rows.py")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
