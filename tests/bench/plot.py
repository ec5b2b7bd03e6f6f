#!/usr/bin/env python3
"""plot.py [figures.json [folder]]: how queues, pools and dicts grow with who uses them and with what is inside.

Reads what run.sh has written and draws queue_growth.svg and, if there are figures of those, pool_growth.svg into docs
or that folder; prints how far each curve leaves its best."""
import json
import math
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CROWD = re.compile(r"queue throughput, (\d+) processes")
HOLDING = re.compile(r"queue holding (\d+) ints: put and get")
CREW = re.compile(r"pool throughput, (\d+) workers")
AMONG = re.compile(r"manager: dict (get|set) among ([\d,]+) entries")
FEW = re.compile(r"among ([\d,]+)")
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 420, 300, 70, 40, 20, 50
COLOURS = {"troupe": "#0b62a4", "Python": "#b8860b", "get": "#0b62a4", "set": "#2e8b57"}


def points(figures, pattern, side):
    """Sorted (x, figure) of the rows whose name matches; x is the number in it."""
    found = ((int(match[1]), row[side]) for row in figures if (match := pattern.fullmatch(row["row"])))
    return sorted(point for point in found if point[1] is not None)


def number_in(words):
    return int(words.replace(",", ""))


def dict_curves(figures):
    """Each row is one operation among many entries beside the same among few."""
    curves = {}
    for row in figures:
        if (many := AMONG.fullmatch(row["row"])) and (few := FEW.fullmatch(row["peer_name"])):
            found = [(number_in(few[1]), row["peer"]), (number_in(many[2]), row["ours"])]
            if all(figure is not None for _, figure in found):
                curves[many[1]] = found
    return curves


def short(number):
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:g}{unit}"
    return f"{number:g}"


class Panel:
    """One chart, both axes logarithmic; y starts and ends at powers of ten."""

    def __init__(self, offset, title, below, curves):
        xs = [max(x, 1) for curve in curves.values() for x, _ in curve]
        ys = [y for curve in curves.values() for _, y in curve]
        self.offset, self.title, self.below, self.curves = offset, title, below, curves
        self.x_span = math.log10(min(xs)), math.log10(max(xs))
        self.y_span = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)) + 1e-9)

    def place(self, x, y):
        def within(value, span, start, length):
            return start + (math.log10(max(value, 1e-9)) - span[0]) / ((span[1] - span[0]) or 1) * length

        return (within(max(x, 1), self.x_span, self.offset + LEFT, WIDTH - LEFT - RIGHT),
                within(y, self.y_span, HEIGHT - BOTTOM, TOP + BOTTOM - HEIGHT))

    def axes(self):
        left, right = self.offset + LEFT, self.offset + WIDTH - RIGHT
        yield text(left, TOP - 18, self.title, "start")
        yield text((left + right) / 2, HEIGHT - 12, self.below, "middle")
        for power in range(self.y_span[0], self.y_span[1] + 1):
            _, y = self.place(1, 10**power)
            yield f'<line x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>'
            yield text(left - 6, y + 4, short(10**power), "end")
        for x in sorted({x for curve in self.curves.values() for x, _ in curve}):
            yield text(self.place(x, 1)[0], HEIGHT - BOTTOM + 16, "empty" if x == 0 else short(x), "middle")

    def lines(self):
        for name, curve in self.curves.items():
            placed = [self.place(*point) for point in curve]
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
            yield f'<polyline points="{path}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>'
            yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{COLOURS[name]}"/>' for x, y in placed)
            yield text(placed[-1][0], placed[-1][1] - 8, name, "end", COLOURS[name])


def text(x, y, words, anchor, colour="#333"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'


def drawing(panels):
    width = max(panel.offset for panel in panels) + WIDTH
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" font-family="sans-serif"'
           ' font-size="12"><rect width="100%" height="100%" fill="white"/>')
    for panel in panels:
        yield from panel.axes()
        yield from panel.lines()
    yield "</svg>"


def report(name, curve, best):
    worst = max(abs(figure / best - 1) for _, figure in curve)
    print(f"{name}: at most {worst:.0%} off its best ({', '.join(f'{short(x)}: {figure:.3g}' for x, figure in curve)})")


def queue_panels(figures):
    ours, python = points(figures, CROWD, "ours"), points(figures, CROWD, "peer")
    empty = next(row["peer"] for row in figures if HOLDING.fullmatch(row["row"]))
    held = [(0, empty), *points(figures, HOLDING, "ours")]
    report("throughput by processes", ours, max(figure for _, figure in ours))
    report("put and get by what is inside", held, min(figure for _, figure in held))
    return [Panel(0, "items/s through one queue", "processes, half of them put", {"troupe": ours, "Python": python}),
            Panel(WIDTH, "ns to put one item and get one", "items inside", {"troupe": held})]


def pool_panels(figures):
    """As many as there are figures for."""
    panels = []
    ours, python = points(figures, CREW, "ours"), points(figures, CREW, "peer")
    if ours:
        report("pool throughput by workers", ours, max(figure for _, figure in ours))
        crews = {"troupe": ours, **({"Python": python} if python else {})}
        panels.append(Panel(0, "tasks/s of one pool, chunk 1", "workers", crews))
    if dicts := dict_curves(figures):
        for name, curve in dicts.items():
            report(f"dict {name} by entries", curve, min(figure for _, figure in curve))
        panels.append(Panel(WIDTH * len(panels), "us for an operation of a manager's dict", "entries", dicts))
    return panels


def main():
    figures = json.loads(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/bench.json").read_text())
    folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "docs"
    for name, panels in (("queue_growth.svg", queue_panels(figures)), ("pool_growth.svg", pool_panels(figures))):
        if panels:
            (folder / name).write_text("\n".join(drawing(panels)) + "\n")


if __name__ == "__main__":
    main()
