"""The files of the project, and what the rules ask of them."""
import pathlib
import re
from collections.abc import Iterator
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("framework", "schemas", "samples", "tests", "docs")
CODE = (".hpp", ".cpp")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


class Include(NamedTuple):
    file: str
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: includes {self.name}"


def files(*folders: str, endings: tuple[str, ...] = CODE) -> Iterator[pathlib.Path]:
    """The files under the folders, in order."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in endings:
                yield path


def shown(path: pathlib.Path) -> str:
    return str(path.relative_to(ROOT))


def lines(path: pathlib.Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def includes(path: pathlib.Path) -> Iterator[Include]:
    for number, line in enumerate(lines(path), 1):
        if match := INCLUDE.match(line):
            yield Include(shown(path), number, match[1])


def room_of(path: pathlib.Path) -> str:
    """The room a file of framework/ belongs to; a public header belongs to the room that implements it."""
    from rooms import PUBLIC_HEADERS

    parts = path.relative_to(ROOT / "framework").parts
    return PUBLIC_HEADERS.get(parts[-1], "") if parts[0] == "include" else parts[0]
