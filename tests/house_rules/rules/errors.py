"""Every code of troupe::errc says in its header what happened, and has a name and a remedy."""
import re

from tree import ROOT, lines

HEADER = ROOT / "framework/include/troupe/error.hpp"
SOURCE = ROOT / "framework/os/error.cpp"


def codes() -> list[tuple[str, bool]]:
    """(code, whether it is documented) for each enumerator."""
    text = "\n".join(lines(HEADER))
    body = re.search(r"enum class errc[^{]*\{(.*?)\n\};", text, re.S)[1]
    found = re.findall(r"^  (\w+)(?: = [\w]+)?,(.*)$", body, re.M)
    return [(code, "///<" in rest) for code, rest in found if code not in ("none", "last_code_")]


def violations():
    source = SOURCE.read_text()
    found = codes()
    if len(found) < 20:
        yield f"{HEADER}: the codes are not where this rule looks for them"
    for code, documented in found:
        if not documented:
            yield f"framework/include/troupe/error.hpp: '{code}' does not say what happened (///<)"
        if f'"{code}"' not in source and f"errc::{code}" not in source:
            yield f"framework/os/error.cpp: '{code}' has no name or remedy"
