"""At the root is what a newcomer needs first, and nothing else."""
import subprocess

from tree import ROOT

EXPECTED = {
    "CMakeLists.txt",
    "CMakePresets.json",
    "LICENSE",
    "README.md",
    "docs",
    "framework",
    "samples",
    "schemas",
    "tests",
}
LOCAL = {"build", "CMakeUserPresets.json"}


def tracked() -> set[str] | None:
    """The names git knows at the root; None where this is no git checkout."""
    try:
        listing = subprocess.run(
            ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "ls-tree", "--name-only", "HEAD"],
            capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return set(listing.stdout.split())


def violations():
    there = {entry.name for entry in ROOT.iterdir()} - LOCAL
    names = {name for name in there | (tracked() or set()) if not name.startswith(".")}
    for name in sorted(names - EXPECTED):
        yield f"{name}: not expected at the root"
    for name in sorted(EXPECTED - there):
        yield f"{name}: missing"
