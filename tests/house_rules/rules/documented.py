"""Every public header begins by saying what one gets from it, and what it declares in namespace troupe has a
comment: each paragraph of declarations at least one line of it."""
import re

from tree import files, lines, shown

SCOPE = re.compile(r"^(inline )?namespace ([\w:]+ )?\{")
CLOSING = re.compile(r"^\}.*//.*namespace")
# What needs no words of its own: forward declarations, names taken over from CAF, preprocessor lines.
SILENT = re.compile(r"^(#|\}|//|friend |private:|class [\w:]+;|struct [\w:]+;|using caf::|static_assert|extern |namespace )")
# A specialisation says what its primary template says.
SPECIALISATION = re.compile(r"^template <[^\n]*>\n(  requires[^\n]*\n)?[^\n(]*(struct|class|bool|auto) [\w:]+<")


def paragraphs(text: list[str]):
    """(line number, lines) of each paragraph that stands directly in namespace troupe."""
    scope: list[str] = []
    paragraph: list[str] = []
    start = 0
    for number, line in enumerate(text + [""], 1):
        if opened := SCOPE.match(line):
            scope.append((opened[2] or "").strip())
        elif CLOSING.match(line):
            scope.pop()
        elif line.strip():
            start = start if paragraph else number
            paragraph.append(line)
            continue
        if paragraph and scope == ["troupe"]:
            yield start, paragraph
        paragraph = []


def violations():
    for path in files("framework/include"):
        text = lines(path)
        if not text or not text[0].startswith("///"):
            yield f"{shown(path)}:1: does not begin with what it is (///)"
        for number, paragraph in paragraphs(text):
            first = paragraph[0]
            if SPECIALISATION.match("\n".join(paragraph)):
                continue
            if first.startswith((" ", "\t")) or all(SILENT.match(line) or line.startswith(" ") for line in paragraph):
                continue
            if not any("///" in line for line in paragraph):
                yield f"{shown(path)}:{number}: no comment: {first.strip()}"
