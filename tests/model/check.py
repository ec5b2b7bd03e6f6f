"""Runs spin on a model: check.py <spin> <compiler> <model> holds|fails [-D...]. 77 = spin is not there."""
import pathlib
import subprocess
import sys
import tempfile


def verify(spin, compiler, model, flags):
    """The verifier's report."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([spin, *flags, "-a", str(model)], cwd=folder, check=True, capture_output=True)
        subprocess.run([compiler, "-x", "c", "-O2", "-w", "-DSAFETY", "-DMEMLIM=3000", "-o", "pan", "pan.c"], cwd=folder, check=True)
        return subprocess.run(["./pan", "-m100000"], cwd=folder, check=True, capture_output=True, text=True).stdout


def main():
    spin, compiler, model, wanted, *flags = sys.argv[1:]
    if spin.endswith("-NOTFOUND"):
        return 77
    report = verify(spin, compiler, pathlib.Path(model).resolve(), flags)
    complete = "errors: 0" in report and "out of memory" not in report and "max search depth too small" not in report
    if (wanted == "holds" and complete) or (wanted == "fails" and "errors: 1" in report):
        return 0
    print(report)
    return 1


sys.exit(main())
